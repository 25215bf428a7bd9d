import * as fs from 'fs';
import * as path from 'path';
import { aws_iam as iam } from 'aws-cdk-lib';
import { bootstrapCommands, ExecutionPolicyDocument, executionPolicies, MAX_POLICY_SIZE } from './execution-policy';
import { ExecutionPlace } from './statement';
import { checkWord } from '../../foundation/naming';
import { PhysicalNames } from '../../foundation/physical-names';
import { requireThat } from '../../private/errors';

/** Where the pipeline will be, and what it will be called: the policy is needed before there is a stack. */
export interface CloudFormationExecutionPolicyProps {
  /** The account of the pipeline, 12 digits. */
  readonly account: string;

  /** The region of the pipeline, for example `eu-west-1`. */
  readonly region: string;

  /** `environmentSuffix` of the pipeline. */
  readonly environmentSuffix: string;

  /**
   * `naming.application` of the pipeline.
   * @default - names carry no application
   */
  readonly application?: string;

  /**
   * The partition of the account.
   * @default "aws"
   */
  readonly partition?: string;

  /**
   * The qualifier of the CDK bootstrap.
   * @default "hnb659fds"
   */
  readonly qualifier?: string;

  /**
   * Every suite of the Test stage; those that `addTestSuite` adds must be here, or their projects cannot be made.
   * @default ["unit", "integration"]
   */
  readonly testSuites?: string[];

  /**
   * The name of the cluster that is given to `DeployTarget.fargateService`.
   * @default - the pipeline's own cluster
   */
  readonly clusterName?: string;

  /**
   * The ARN of the key that is given as `key`: CloudFormation may use it for the pipeline's resources, not change it.
   * @default - only the pipeline's own key, known by its tag Environment
   */
  readonly keyArn?: string;
}

const PLACE = 'CloudFormationExecutionPolicy';

/**
 * The permissions that CloudFormation needs for a stack with one pipeline, and no more.
 *
 * The CDK bootstrap gives CloudFormation `AdministratorAccess` unless `--cloudformation-execution-policies` names other policies.
 * Not a construct: the policies must exist before the bootstrap, so before any stack. An account that is bootstrapped with them can
 * deploy this pipeline and nothing else; what else its stacks make needs policies of its own beside them.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html
 */
export class CloudFormationExecutionPolicy {
  /** The policies by the name that they must get; each fits into a managed policy. */
  readonly policies: { [name: string]: iam.PolicyDocument };
  private readonly place: ExecutionPlace;
  private readonly documents: Map<string, ExecutionPolicyDocument>;

  constructor(props: CloudFormationExecutionPolicyProps) {
    checkProps(props);
    this.place = placeOf(props);
    this.documents = executionPolicies(this.place);
    this.documents.forEach(checkSize);
    this.policies = Object.fromEntries([...this.documents].map(([name, document]) => [name, iam.PolicyDocument.fromJson(document)]));
  }

  /**
   * Writes a JSON file for each policy.
   *
   * @param folder made when it is missing
   * @returns the commands that make the policies of the files and bootstrap the account with them, one a line
   */
  public write(folder: string): string[] {
    fs.mkdirSync(folder, { recursive: true });
    for (const [name, document] of this.documents) fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(document, null, 2)}\n`);
    return bootstrapCommands(this.place, [...this.documents.keys()], folder);
  }
}

function placeOf(props: CloudFormationExecutionPolicyProps): ExecutionPlace {
  const names = new PhysicalNames(props.environmentSuffix, props.application);
  return {
    names,
    account: props.account,
    region: props.region,
    partition: props.partition ?? 'aws',
    qualifier: props.qualifier ?? 'hnb659fds',
    suites: props.testSuites ?? ['unit', 'integration'],
    clusterName: props.clusterName ?? names.of('cluster'),
    keyArn: props.keyArn,
  };
}

/** Whatever goes into an ARN is checked: a `*` there would open what is closed. */
function checkProps(props: CloudFormationExecutionPolicyProps): void {
  const { account, region, partition, qualifier, clusterName, keyArn } = props;
  checkWord(PLACE, 'environmentSuffix', props.environmentSuffix);
  if (props.application !== undefined) checkWord(PLACE, 'application', props.application);
  for (const suite of props.testSuites ?? []) checkWord(PLACE, 'testSuites', suite);
  checkPattern('account', account, /^\d{12}$/, '"111122223333"');
  checkPattern('region', region, /^[a-z]{2}(-[a-z]+)+-\d$/, '"eu-west-1"');
  checkPattern('partition', partition, /^aws(-[a-z]+)*$/, '"aws"');
  checkPattern('qualifier', qualifier, /^[A-Za-z0-9_-]{1,10}$/, '"hnb659fds"');
  checkPattern('clusterName', clusterName, /^[A-Za-z0-9_-]{1,255}$/, '"shop"');
  checkPattern('keyArn', keyArn, /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, '"arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"');
}

function checkPattern(prop: string, value: string | undefined, pattern: RegExp, example: string): void {
  requireThat(PLACE, value === undefined || pattern.test(value), { prop, rule: `must match ${pattern}`, value, fix: `for example ${example}` });
}

function checkSize(document: ExecutionPolicyDocument, name: string): void {
  const size = JSON.stringify(document).replace(/\s/g, '').length;
  requireThat(PLACE, size <= MAX_POLICY_SIZE, {
    prop: 'testSuites', rule: `must leave each policy at most ${MAX_POLICY_SIZE} characters; ${name} has ${size}`, value: size, fix: 'use fewer suites or shorter names',
  });
}
