/** The phases after the source is there, as the API names them. */
export type PlannedPhase = 'INSTALL' | 'PRE_BUILD' | 'BUILD' | 'POST_BUILD' | 'UPLOAD_ARTIFACTS' | 'FINALIZING';

const ORDER: PlannedPhase[] = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS', 'FINALIZING'];

/**
 * Which phase follows.
 *
 * A failed install or pre_build goes straight to the end; a failed build still runs post_build, and artifacts are still uploaded.
 * `on-failure` says otherwise: CONTINUE goes on to the next phase, ABORT to the end.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
 */
export function nextPhase(phase: PlannedPhase, failed: boolean, onFailure?: 'ABORT' | 'CONTINUE'): PlannedPhase | undefined {
  const following = ORDER[ORDER.indexOf(phase) + 1];
  if (!failed || onFailure === 'CONTINUE') {
    return following;
  }
  if (onFailure === 'ABORT' || phase === 'INSTALL' || phase === 'PRE_BUILD') {
    return 'FINALIZING';
  }
  return following;
}
