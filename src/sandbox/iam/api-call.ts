import { ConditionContext } from '../sts/conditions';

/** What IAM is asked about a request: one action on one resource. */
export interface ApiCall {
  /** For example `ecs:UpdateService`; `ecs:*` for an operation that is not known. */
  readonly action: string;
  /** ARN; `*` for an action that takes no resource, or of which the sandbox does not know the resource. */
  readonly resource: string;
  /** Values of the service's condition keys; keys in lower case. */
  readonly context?: ConditionContext;
  /** The sandbox does not know what the action is on: neither resources nor conditions of an allowing statement are looked at. */
  readonly unmapped?: boolean;
}

/** In whose course a role's session was made. */
export interface CallOrigin {
  readonly executionId?: string;
  /** `STAGE/ACTION` of the pipeline. */
  readonly action?: string;
  readonly buildId?: string;
  readonly taskId?: string;
}

/** Where the resources of a request are. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}
