/** What to do about a scan's status. */
export type ScanStep =
  | { readonly kind: 'judge' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'give-up'; readonly reason: string };

/**
 * Statuses that never become a list of findings, with what to do about them.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanStatus.html
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-troubleshooting.html
 */
const HOPELESS: Readonly<Record<string, string>> = {
  FAILED: 'the registry could not scan the image; start the scan again or push the image again',
  UNSUPPORTED_IMAGE: 'the registry cannot scan this kind of image; use a base image whose operating system it supports (not scratch), without build attestations',
  SCAN_ELIGIBILITY_EXPIRED: 'Inspector no longer scans this image because it is too old; build and push it again',
  FINDINGS_UNAVAILABLE: 'the registry keeps no findings of this image; check that scanning is switched on for the repository',
  LIMIT_EXCEEDED: 'the limit of scans is reached (basic scanning allows one scan of an image in 24 hours); retry later',
  IMAGE_ARCHIVED: 'the image is archived and archived images are not scanned; restore it or build it again',
};

/**
 * Decides by the status of a scan whether its findings can be judged.
 *
 * COMPLETE is the end of a scan. ACTIVE means that Inspector watches the image continuously; the findings count
 * once a scan has been completed, or once there are findings. An unknown status is never taken for a pass.
 */
export function scanStep(status: string | undefined, description: string | undefined, hasResult: boolean): ScanStep {
  switch (status) {
    case 'COMPLETE': return { kind: 'judge' };
    case 'ACTIVE': return { kind: hasResult ? 'judge' : 'wait' };
    case 'PENDING':
    case 'IN_PROGRESS': return { kind: 'wait' };
    default: return { kind: 'give-up', reason: hopelessReason(status, description) };
  }
}

function hopelessReason(status: string | undefined, description: string | undefined): string {
  const advice = HOPELESS[status ?? ''] ?? 'this program does not know that status, so it does not let the image pass';
  const said = description ? ` (the registry says: ${description})` : '';
  return `the scan's status is ${status ?? 'missing'}${said}: ${advice}`;
}
