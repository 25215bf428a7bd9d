import { BasicFinding, EnhancedFinding, Finding, findingOfBasic, findingOfEnhanced, isOpen } from './finding';
import { ScanStep, scanStep } from './scan-status';
import { Aws, isAwsError, messageOf } from '../ports/aws';
import { Clock } from '../ports/clock';
import { Log } from '../ports/log';

const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 30;
const FINDINGS_PER_PAGE = 500;

/** The image to read the findings of, and how long to wait for them. */
export interface ScanRequest {
  readonly repositoryName: string;
  readonly imageDigest: string;
  readonly timeoutSeconds: number;
}

/** Everything that the registry found in one image. */
export interface ScanResult {
  readonly findings: readonly Finding[];
  readonly scanType: 'basic' | 'enhanced';
  readonly status: string;
}

/** The image could not be judged; the gate fails closed with this reason. */
export class CannotJudge extends Error {}

interface ScanPage {
  readonly imageScanStatus?: { readonly status?: string; readonly description?: string };
  readonly imageScanFindings?: {
    readonly imageScanCompletedAt?: string | number;
    readonly findingSeverityCounts?: Readonly<Record<string, number>>;
    readonly findings?: readonly BasicFinding[];
    readonly enhancedFindings?: readonly EnhancedFinding[];
  };
  readonly nextToken?: string;
}

/** Waits for the scan of an image, pausing longer each time, and reads every page of its findings. */
export class ScanReader {
  constructor(private readonly aws: Aws, private readonly clock: Clock, private readonly log: Log) {}

  /** @throws CannotJudge whenever there is no finished scan to judge */
  public async read(request: ScanRequest): Promise<ScanResult> {
    const deadline = this.clock.now() + request.timeoutSeconds * 1000;
    for (let pause = FIRST_PAUSE_SECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS)) {
      const { step, page, seen } = await this.look(request);
      if (step.kind === 'give-up') { throw new CannotJudge(step.reason); }
      if (step.kind === 'judge') { return this.allPages(request, page); }
      const left = deadline - this.clock.now();
      if (left <= 0) { throw new CannotJudge(lateReason(seen, request.timeoutSeconds)); }
      this.log.step(`${seen}, waiting`);
      await this.clock.sleep(Math.min(pause * 1000, left));
    }
  }

  private async look(request: ScanRequest): Promise<{ step: ScanStep; page: ScanPage; seen: string }> {
    try {
      const page = await this.page(request);
      const { status, description } = page.imageScanStatus ?? {};
      return { step: scanStep(status, description, hasResult(page)), page, seen: `the scan's status is ${status}` };
    } catch (error) {
      if (isAwsError(error, 'ScanNotFoundException')) {
        return { step: { kind: 'wait' }, page: {}, seen: 'the registry has no scan of this image' };
      }
      throw new CannotJudge(refusal(error, request));
    }
  }

  private async allPages(request: ScanRequest, first: ScanPage): Promise<ScanResult> {
    const pages = [first];
    const tokens = new Set<string>();
    for (let token = first.nextToken; token; token = pages[pages.length - 1].nextToken) {
      if (tokens.has(token)) { throw new CannotJudge('the registry repeats the same page of findings, so the list has no end'); }
      tokens.add(token);
      pages.push(await this.nextPage(request, token));
    }
    return resultOf(pages);
  }

  private async nextPage(request: ScanRequest, token: string): Promise<ScanPage> {
    try {
      return await this.page(request, token);
    } catch (error) {
      throw new CannotJudge(refusal(error, request));
    }
  }

  private page(request: ScanRequest, nextToken?: string): Promise<ScanPage> {
    return this.aws.call<ScanPage>('ecr', 'DescribeImageScanFindings', {
      repositoryName: request.repositoryName,
      imageId: { imageDigest: request.imageDigest },
      maxResults: FINDINGS_PER_PAGE,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
  }
}

function hasResult(page: ScanPage): boolean {
  const { imageScanCompletedAt, findings = [], enhancedFindings = [] } = page.imageScanFindings ?? {};
  return imageScanCompletedAt !== undefined || findings.length + enhancedFindings.length > 0;
}

function resultOf(pages: readonly ScanPage[]): ScanResult {
  const basic = pages.flatMap((page) => page.imageScanFindings?.findings ?? []);
  const enhanced = pages.flatMap((page) => page.imageScanFindings?.enhancedFindings ?? []);
  refuseShortList(pages[0].imageScanFindings?.findingSeverityCounts ?? {}, basic.length + enhanced.length);
  return {
    findings: [...basic.map(findingOfBasic), ...enhanced.filter(isOpen).map(findingOfEnhanced)],
    scanType: pages.some((page) => page.imageScanFindings?.enhancedFindings) ? 'enhanced' : 'basic',
    status: pages[0].imageScanStatus?.status ?? '',
  };
}

/** A list shorter than the registry's own count was not read to its end, whatever the reason. */
function refuseShortList(counts: Readonly<Record<string, number>>, listed: number): void {
  const counted = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (counted > listed) {
    throw new CannotJudge(`the registry counts ${counted} findings but listed ${listed}; retry the stage`);
  }
}

function lateReason(seen: string, timeoutSeconds: number): string {
  return `${seen}, still after ${timeoutSeconds} seconds; check that scan on push (or Inspector) is on for the repository, or raise SCAN_TIMEOUT_SECONDS`;
}

function refusal(error: unknown, request: ScanRequest): string {
  if (isAwsError(error, 'ImageNotFoundException')) {
    return `repository ${request.repositoryName} has no image ${request.imageDigest}; run the Build stage again`;
  }
  if (isAwsError(error, 'RepositoryNotFoundException')) { return `there is no repository ${request.repositoryName}; check REPOSITORY_NAME`; }
  return `the findings could not be read: ${messageOf(error)}`;
}
