/** A change of the engine that breaks a rule: a text that stands exactly once in a file of `src/sandbox`, and what stands there instead. */
export interface Mutation {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Something that AWS documents and the sandbox keeps, with the proof that its test would notice otherwise. */
export interface Rule {
  /** In words, as the table has it. */
  readonly says: string;
  /** The page of AWS that says so. */
  readonly link: string;
  readonly mutation: Mutation;
  /** Throws an `AssertionError` when the engine does not keep the rule; its own assertions, so that a mutant can be told from a broken test. */
  holds(): void | Promise<void>;
}

/** A page of the user guide of CodeBuild. */
export function codeBuildGuide(page: string): string {
  return `https://docs.aws.amazon.com/codebuild/latest/userguide/${page}`;
}

/** A page of the user guide of CodePipeline. */
export function codePipelineGuide(page: string): string {
  return `https://docs.aws.amazon.com/codepipeline/latest/userguide/${page}`;
}
