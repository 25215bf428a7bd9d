/** Raised when a field is renamed, removed or means something else; not when one is added. */
export const REPORT_VERSION = 1;

/**
 * What a cloud assembly says about the pipelines in it.
 *
 * What is only known at deployment stands in texts as CloudFormation's `Fn::Sub` writes it: `${Id}` and `${Id.Attribute}`, where `Id` is the
 * `id` of a resource or a pseudo parameter.
 */
export interface Report {
  readonly version: typeof REPORT_VERSION;
  readonly assembly: AssemblyFacts;
  readonly prices: PriceFacts;
  readonly stacks: StackReport[];
}

export interface AssemblyFacts {
  /** The version of the cloud assembly's schema. */
  readonly schema: string;
  /** The schema is newer than this program: something may be missing. */
  readonly isNewer: boolean;
  /** Stacks without a pipeline of ours. */
  readonly otherStacks: string[];
}

export interface PriceFacts {
  /** The day on which the prices were read, ISO 8601. */
  readonly foundOn: string;
  readonly region: string;
  readonly currency: string;
}

export interface StackReport {
  /** As the CDK CLI names it: `Prod/Orders` in a stage. */
  readonly name: string;
  /** Left out where the stack is not bound to one. */
  readonly account?: string;
  readonly region?: string;
  readonly pipelines: PipelineReport[];
  readonly resources: ResourceReport[];
  readonly roles: RoleReport[];
  readonly resourcePolicies: ResourcePolicyReport[];
  readonly month: MonthlyCost;
  readonly acknowledgements: Acknowledgement[];
  readonly warnings: Warning[];
}

export interface PipelineReport {
  readonly id: string;
  readonly name: string;
  readonly executionMode: string;
  /** What starts it, each a sentence. */
  readonly triggers: string[];
  readonly stages: StageReport[];
  readonly run: Estimate;
  /** Findings of the image's scan that the gate lets through. */
  readonly ignoredFindings: IgnoredFinding[];
}

export interface StageReport {
  readonly name: string;
  /** A failed stage is tried once more by itself. */
  readonly retries: boolean;
  readonly actions: ActionReport[];
}

export interface ActionReport {
  readonly name: string;
  readonly category: string;
  readonly provider: string;
  /** Actions with the same number run side by side. */
  readonly runOrder: number;
  /** The CodeBuild project that it starts. */
  readonly project?: ProjectFacts;
  /** `OWNER/NAME` and branch of a source. */
  readonly source?: string;
  readonly inputs: string[];
  readonly outputs: string[];
}

export interface ProjectFacts {
  /** Left out where the project is not in this stack. */
  readonly id?: string;
  readonly name: string;
  readonly computeType?: string;
  readonly timeoutMinutes?: number;
  readonly isPrivileged?: boolean;
}

export interface ResourceReport {
  /** The logical id. */
  readonly id: string;
  /** The construct, below the stack. */
  readonly path: string;
  readonly name?: string;
  readonly type: string;
  /** The pipeline that it was made for, by name. */
  readonly pipeline?: string;
  readonly encryption: Encryption;
  readonly retention: Retention;
  readonly tags: Tag[];
}

export interface Encryption {
  /**
   * At rest, `own-key`: a key of KMS that the template names; `aws-key`: what AWS does by default; `none`: nothing; `no-data`: it holds none.
   * On the way, `in-transit` and `plain`.
   */
  readonly kind: 'own-key' | 'aws-key' | 'none' | 'no-data' | 'in-transit' | 'plain';
  readonly text: string;
}

export interface Retention {
  /** What becomes of it when the stack is deleted, or it leaves the template. */
  readonly afterDeletion: 'removed' | 'kept' | 'snapshot';
  /** How long it keeps what is in it. */
  readonly content?: string;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface RoleReport {
  readonly id: string;
  readonly name: string;
  /** Ids of the resources that run under it. */
  readonly usedBy: string[];
  readonly trust: StatementReport[];
  readonly managedPolicies: string[];
  readonly statements: StatementReport[];
}

/** A policy that a resource carries itself. */
export interface ResourcePolicyReport {
  /** Whose policy it is. */
  readonly resource: string;
  readonly statements: StatementReport[];
}

/** A row: of a statement for several services, the actions of one with the resources of that one. */
export interface StatementReport {
  readonly effect: string;
  readonly principals?: string[];
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions: ConditionReport[];
  /** Why a resource ends in `*`, from the acknowledgement. */
  readonly reasons: string[];
}

export interface ConditionReport {
  readonly operator: string;
  readonly key: string;
  readonly values: string[];
}

export interface Estimate {
  readonly items: CostItem[];
  readonly sum: number;
}

export interface CostItem {
  readonly item: string;
  readonly arithmetic: string;
  readonly amount: number;
  /** The page that has the price. */
  readonly page: string;
}

export interface MonthlyCost extends Estimate {
  /** What costs by use, or has no price here. */
  readonly beside: BesideItem[];
}

export interface BesideItem {
  readonly what: string;
  readonly page?: string;
}

/** A rule that somebody says does not hold here. */
export interface Acknowledgement {
  readonly rules: string[];
  /** Constructs below the stack. */
  readonly paths: string[];
  readonly reason: string;
}

export interface IgnoredFinding {
  readonly id: string;
  readonly reason: string;
  /** The last day on which it counts. */
  readonly expires: string;
}

export interface Warning {
  readonly level: 'warning' | 'error' | 'info';
  readonly path: string;
  readonly text: string;
}
