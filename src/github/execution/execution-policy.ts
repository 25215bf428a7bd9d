import { accessStatements } from './access';
import { deliveryStatements } from './delivery';
import { encryptionStatements } from './encryption';
import { foundationStatements } from './foundation';
import { networkStatements } from './network';
import { serviceStatements } from './service';
import { ExecutionPlace, ExecutionStatement } from './statement';

/** A policy document, in IAM's own words. */
export interface ExecutionPolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: ExecutionStatement[];
}

/** Characters of a managed policy, white space not counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_POLICY_SIZE = 6144;

const SUBJECTS: { readonly [subject: string]: (place: ExecutionPlace) => ExecutionStatement[] } = {
  access: accessStatements,
  encryption: encryptionStatements,
  foundation: foundationStatements,
  network: networkStatements,
  service: serviceStatements,
  delivery: deliveryStatements,
};

/**
 * What CloudFormation needs to make, change and remove one pipeline's stack: a policy per subject, by name.
 *
 * Policy names are global in an account, so they carry the region. What each statement is for is in docs/execution-policy.md.
 */
export function executionPolicies(place: ExecutionPlace): Map<string, ExecutionPolicyDocument> {
  return new Map(Object.entries(SUBJECTS).map(([subject, statements]) => [
    `${place.names.of(`cloudformation-${subject}`)}-${place.region}`, { Version: '2012-10-17', Statement: statements(place) },
  ]));
}

/** The commands that make the policies of the files in the folder, and bootstrap with them; one a line. */
export function bootstrapCommands({ partition, account, region, qualifier }: ExecutionPlace, names: string[], folder: string): string[] {
  const arns = names.map((name) => `arn:${partition}:iam::${account}:policy/${name}`);
  return [
    ...names.map((name) => `aws iam create-policy --policy-name ${name} --policy-document 'file://${folder}/${name}.json'`),
    `cdk bootstrap aws://${account}/${region} --qualifier ${qualifier} --cloudformation-execution-policies '${arns.join(',')}'`,
  ];
}
