import { belowStack, Resource } from './catalogue';
import { MetadataEntry } from './cloud-assembly';
import { render } from './expression';
import { Acknowledgement, Warning } from './model';
import { at, Json, listOf, objectOf } from './template';

/** One rule that does not hold for one construct. */
interface Single {
  readonly rule: string;
  readonly path: string;
  readonly reason: string;
}

/** Why a role below a path may have a resource that ends in `*`. */
export type ReasonFinder = (rolePath: string, resource: string) => string[];

/**
 * What was acknowledged, one row for each reason.
 *
 * cdk-nag 3 reads what `Validations.acknowledge` writes; its predecessor wrote into the template.
 *
 * @see https://github.com/cdklabs/cdk-nag#acknowledging-a-rule
 */
export function acknowledgementsOf(stackName: string, metadata: MetadataEntry[], resources: Resource[]): Acknowledgement[] {
  const byReason = new Map<string, Single[]>();
  for (const single of singlesOf(stackName, metadata, resources)) {
    byReason.set(single.reason, [...(byReason.get(single.reason) ?? []), single]);
  }
  return [...byReason].map(([reason, all]) => ({
    reason, rules: unique(all.map(({ rule }) => asWritten(rule))), paths: unique(all.map(({ path }) => path)),
  }));
}

/** cdk-nag writes `<Id.Arn>/*` for what stands as `${Id.Arn}/*` everywhere else. */
function asWritten(rule: string): string {
  return rule.replace(/<([A-Za-z0-9:]+(?:\.[A-Za-z0-9.]+)?)>/g, '${$1}');
}

/** Finds the reason of a wildcard among the acknowledgements. */
export function reasonFinder(stackName: string, metadata: MetadataEntry[], resources: Resource[]): ReasonFinder {
  const singles = singlesOf(stackName, metadata, resources).filter(({ rule }) => rule.includes('[Resource::'));
  return (rolePath, resource) => singles
    .filter(({ path, rule }) => isBelow(rolePath, path) && asWritten(rule).endsWith(`[Resource::${resource}]`))
    .map(({ reason }) => reason);
}

function isBelow(path: string, above: string): boolean {
  return above === '' || path === above || path.startsWith(`${above}/`);
}

function singlesOf(stackName: string, metadata: MetadataEntry[], resources: Resource[]): Single[] {
  const ofConstructs = metadata.filter(({ type }) => type === 'aws:cdk:acknowledged-rules').flatMap(({ path, data }) =>
    Object.entries(objectOf(data)).map(([rule, reason]) => ({ rule, path: belowStack(path, stackName), reason: render(reason) })));
  const ofResources = resources.flatMap(({ path, metadata: own }) => listOf(at(own, 'cdk_nag', 'rules_to_suppress')).flatMap((entry) => suppressed(path, entry)));
  const known = new Set(ofConstructs.map(({ rule, reason }) => `${rule} ${reason}`));
  return [...ofConstructs, ...ofResources.filter(({ rule, reason }) => !known.has(`${rule} ${reason}`))];
}

function suppressed(path: string, entry: Json): Single[] {
  const id = render(at(entry, 'id'));
  const reason = render(at(entry, 'reason'));
  const parts = listOf(at(entry, 'applies_to')).map(render);
  return parts.length === 0 ? [{ rule: id, path, reason }] : parts.map((part) => ({ rule: `${id}[${part}]`, path, reason }));
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)];
}

const LEVELS: { readonly [type: string]: Warning['level'] | undefined } = { 'aws:cdk:warning': 'warning', 'aws:cdk:error': 'error', 'aws:cdk:info': 'info' };

/** What the synthesis said that nobody has acknowledged. */
export function warningsOf(stackName: string, metadata: MetadataEntry[]): Warning[] {
  return metadata.flatMap(({ type, path, data }) => {
    const level = LEVELS[type];
    return level === undefined ? [] : [{ level, path: belowStack(path, stackName), text: render(data).replace(/ \[ack: [^\]]+\]$/, '') }];
  });
}
