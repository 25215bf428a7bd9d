/** The phases after the source is there, as the API names them. */
export type PlannedPhase = 'INSTALL' | 'PRE_BUILD' | 'BUILD' | 'POST_BUILD' | 'UPLOAD_ARTIFACTS' | 'FINALIZING';

const ORDER: PlannedPhase[] = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS', 'FINALIZING'];

/**
 * Which phase follows.
 *
 * A failed install or pre_build goes straight to the end; a failed build still runs post_build, and the upload of artifacts and reports
 * is always attempted. `on-failure` says otherwise: CONTINUE goes on to the next phase, ABORT skips post_build.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
 */
export function nextPhase(phase: PlannedPhase, failed: boolean, onFailure?: 'ABORT' | 'CONTINUE'): PlannedPhase | undefined {
  const following = ORDER[ORDER.indexOf(phase) + 1];
  if (!failed || onFailure === 'CONTINUE') {
    return following;
  }
  if (phase === 'INSTALL' || phase === 'PRE_BUILD') {
    return 'FINALIZING';
  }
  return phase === 'BUILD' && onFailure === 'ABORT' ? 'UPLOAD_ARTIFACTS' : following;
}
