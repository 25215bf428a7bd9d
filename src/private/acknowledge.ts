import { aws_iam as iam, Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The standards of cdk-nag that share most of their rules. */
const STANDARDS = ['NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'];

/**
 * Says why rules of cdk-nag do not hold for a construct and for all below it, so that users of cdk-nag find the reason and no finding.
 *
 * Written as `Validations.of(construct).acknowledge` writes it; that method itself takes no id with two `::` in 2.257, and the ids of
 * wildcard findings have them (`AwsSolutions-IAM5[Resource::arn:aws:s3:::...]`).
 *
 * @param construct what the rules are about
 * @param reason why they do not hold
 * @param rules whole ids, such as `AwsSolutions-S1`, or names that NIST, HIPAA and PCI share, such as `S3BucketLoggingEnabled`
 * @see https://github.com/cdklabs/cdk-nag#acknowledging-a-rule
 */
export function acknowledge(construct: IConstruct, reason: string, ...rules: string[]): void {
  const ids = rules.flatMap((rule) => (rule.includes('-') ? [rule] : STANDARDS.map((standard) => `${standard}-${rule}`)));
  for (const id of ids) construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
}

const REASONS = new WeakMap<iam.PolicyStatement, string>();

/**
 * A statement whose resources end in `*`, or are `*`, and the reason for it.
 *
 * Not a class of its own: that would load aws-iam with the package.
 */
export function starredStatement(reason: string, props: iam.PolicyStatementProps): iam.PolicyStatement {
  const statement = new iam.PolicyStatement(props);
  REASONS.set(statement, reason);
  return statement;
}

/** Says why an inline policy is what the role needs, and what each star in it stands for. */
export function acknowledgeRole(role: IConstruct, statements: iam.PolicyStatement[]): void {
  acknowledge(role, 'the policy belongs to this role alone: it is made, read and deleted with it, and nobody can attach it elsewhere', 'IAMNoInlinePolicy');
  for (const statement of statements) {
    const reason = REASONS.get(statement);
    if (reason === undefined) continue;
    for (const resource of statement.resources.map((arn) => asText(Stack.of(role).resolve(arn)))) {
      if (resource.includes('*')) acknowledge(role, reason, `AwsSolutions-IAM5[Resource::${resource}]`);
    }
  }
}

interface Intrinsic {
  readonly 'Ref'?: string;
  readonly 'Fn::GetAtt'?: [string, string];
  readonly 'Fn::Join'?: [string, ResolvedText[]];
}

type ResolvedText = string | Intrinsic;

/** A resolved ARN as cdk-nag writes it: `<Logical.Arn>/*`. */
function asText(value: ResolvedText): string {
  if (typeof value === 'string') return value;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(asText).join(value['Fn::Join'][0]);
  if (value['Fn::GetAtt']) return `<${value['Fn::GetAtt'].join('.')}>`;
  return value.Ref ? `<${value.Ref}>` : JSON.stringify(value);
}
