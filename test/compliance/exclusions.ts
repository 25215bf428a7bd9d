import { Finding } from './linters';

/** A rule that does not hold for some of our resources, and why. */
export interface Exclusion {
  readonly rule: string;
  /** Logical ids. */
  readonly resource: RegExp;
  readonly reason: string;
}

/** In a table and not in the templates: `Metadata` would be deployed with every stack. */
export const CFN_LINT_EXCLUSIONS: Exclusion[] = [
  { rule: 'W3005', resource: /^Cicd/, reason: 'the order is written down although a reference implies it today: a log group or policy that comes late is made by the service, without key' },
];

const PROVISIONING = /^CicdProvisioningFunction/;
const LISTENER = /^CicdServiceLoadBalancerListener/;

export const CHECKOV_EXCLUSIONS: Exclusion[] = [
  { rule: 'CKV_AWS_18', resource: /^CicdArtifactBucket/, reason: 'artifacts are copies that expire after a month; a bucket for access logs could not be under the key' },
  { rule: 'CKV_AWS_51', resource: /^CicdRepository/, reason: 'tags are immutable with two exclusions, live and last-good; the rule knows only the plain word IMMUTABLE' },
  { rule: 'CKV_AWS_91', resource: /^CicdServiceLoadBalancer/, reason: 'a bucket for these logs cannot be under the key, and costs: loadBalancer.logAccessLogs takes one of yours' },
  { rule: 'CKV_AWS_260', resource: /^CicdServiceLoadBalancerSecurityGroup/, reason: 'the service is for everyone; with a certificate port 80 only redirects' },
  { rule: 'CKV_AWS_2', resource: LISTENER, reason: 'only where no certificate is given, of which a warning tells at each synthesis' },
  { rule: 'CKV_AWS_103', resource: LISTENER, reason: 'only where no certificate is given, of which a warning tells at each synthesis' },
  { rule: 'CKV_AWS_115', resource: PROVISIONING, reason: 'it runs when the stack changes; an account with the smallest quota has no concurrency to reserve' },
  { rule: 'CKV_AWS_116', resource: PROVISIONING, reason: 'every failure is told to CloudFormation, which waits for the answer' },
  { rule: 'CKV_AWS_117', resource: PROVISIONING, reason: 'it calls only services that are reached from outside a VPC' },
];

export function isExcluded({ rule, resource }: Finding, exclusions: Exclusion[]): boolean {
  return exclusions.some((exclusion) => exclusion.rule === rule && exclusion.resource.test(resource));
}
