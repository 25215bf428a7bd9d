import { GateDecision } from './gate-decision';

/** The image that was judged. */
export interface JudgedImage {
  readonly repositoryName: string;
  readonly imageDigest: string;
}

/** How a run of the gate ended: with a decision, or without one (which fails the stage just the same). */
export type GateOutcome =
  | { readonly kind: 'decided'; readonly image: JudgedImage; readonly scanType: string; readonly scanStatus: string; readonly decision: GateDecision }
  | { readonly kind: 'not-judged'; readonly image: JudgedImage; readonly reason: string };
