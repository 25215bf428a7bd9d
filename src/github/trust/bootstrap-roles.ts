import { aws_iam as iam, DefaultStackSynthesizer, Environment, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireThat } from '../../private/errors';
import { isKnown } from '../../private/tokens';

/** Which bootstrap stacks are meant. */
export interface BootstrapRolesOptions {
  readonly targets?: Environment[];
  readonly qualifier?: string;
}

const QUALIFIER_CONTEXT = '@aws-cdk/core:bootstrapQualifier';

/** The roles of `cdk bootstrap` in the targets, by their exact names. @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
export class BootstrapRoles {
  private readonly places: ReadonlyArray<{ readonly account: string; readonly region: string }>;
  private readonly qualifier: string;

  constructor(private readonly scope: Construct, { targets = [{}], qualifier }: BootstrapRolesOptions) {
    const stack = Stack.of(scope);
    requireThat(scope, targets.length > 0, { prop: 'targets', rule: 'must name at least one account and region', value: targets, fix: 'leave it out for those of the stack' });
    this.places = targets.map(({ account = stack.account, region = stack.region }) => ({ account, region }));
    this.places.forEach(({ account, region }) => checkTarget(scope, account, region));
    this.qualifier = qualifierOf(scope, qualifier);
  }

  /** What `cdk deploy` assumes; CloudFormation's own role is not among them. */
  assumeToDeploy(): iam.PolicyStatement {
    return this.assume(['deploy', 'file-publishing', 'image-publishing', 'lookup']);
  }

  /** What `cdk diff` assumes. */
  assumeToRead(): iam.PolicyStatement {
    return this.assume(['lookup']);
  }

  private assume(kinds: string[]): iam.PolicyStatement {
    const { partition } = Stack.of(this.scope);
    const arns = this.places.flatMap(({ account, region }) =>
      kinds.map((kind) => `arn:${partition}:iam::${account}:role/cdk-${this.qualifier}-${kind}-role-${account}-${region}`));
    return new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: arns });
  }
}

/** The qualifier with which an account is bootstrapped: given, or what the stack's synthesizer says. */
export function qualifierOf(scope: Construct, given?: string): string {
  const context = scope.node.tryGetContext(QUALIFIER_CONTEXT) as string | undefined;
  const qualifier = given ?? Stack.of(scope).synthesizer.bootstrapQualifier ?? context ?? DefaultStackSynthesizer.DEFAULT_QUALIFIER;
  requireThat(scope, !isKnown(qualifier) || /^[\w-]{1,10}$/.test(qualifier), {
    prop: 'qualifier', rule: 'must be 1 to 10 letters, digits, hyphens and underscores, as cdk bootstrap takes it', value: qualifier, fix: 'see "Qualifier" of the stack CDKToolkit',
  });
  return qualifier;
}

function checkTarget(scope: Construct, account: string, region: string): void {
  requireThat(scope, !isKnown(account) || /^\d{12}$/.test(account), { prop: 'targets', rule: 'must have an account of 12 digits', value: account, fix: 'for example "111111111111"' });
  requireThat(scope, !isKnown(region) || /^[a-z]+(-[a-z]+)+-\d+$/.test(region), { prop: 'targets', rule: 'must have a region', value: region, fix: 'for example "eu-central-1"' });
}
