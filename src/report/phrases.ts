import { ResourceReport, StackReport, Tag } from './model';

/** The resources of one part of a stack. */
export interface Area {
  readonly name: string;
  readonly resources: ResourceReport[];
}

/** The parts of a stack in the order in which they come: of a pipeline `Cicd` what is below `Cicd/Service`, then what is outside of any pipeline. */
export function areasOf({ resources, pipelines }: StackReport): Area[] {
  const areas = new Map<string, ResourceReport[]>();
  for (const resource of [...resources.filter(({ pipeline }) => pipeline), ...resources.filter(({ pipeline }) => !pipeline)]) {
    const name = resource.pipeline === undefined ? 'Beside the pipeline' : `${pipelines.length > 1 ? `${resource.pipeline}, ` : ''}${partOf(resource)}`;
    areas.set(name, [...(areas.get(name) ?? []), resource]);
  }
  return [...areas].map(([name, own]) => ({ name, resources: own }));
}

function partOf({ path }: ResourceReport): string {
  return path.split('/')[1] ?? path;
}

/** The tags that most resources with tags have. */
export function commonTags(resources: ResourceReport[]): Tag[] {
  const tagged = resources.filter(({ tags }) => tags.length > 0);
  const all = new Map(tagged.flatMap(({ tags }) => tags.map((tag) => [`${tag.key}=${tag.value}`, tag] as const)));
  const holders = (tag: Tag) => tagged.filter(({ tags }) => tags.some(({ key, value }) => key === tag.key && value === tag.value)).length;
  return [...all.values()].filter((tag) => holders(tag) > tagged.length / 2);
}

/** What a list of tags shows beside the common ones; all, where it has not each of those. */
export function splitTags(tags: Tag[], common: Tag[]): { readonly hasAll: boolean; readonly shown: Tag[] } {
  const isCommon = ({ key, value }: Tag) => common.some((tag) => tag.key === key && tag.value === value);
  const hasAll = common.length > 0 && tags.filter(isCommon).length === common.length;
  return { hasAll, shown: hasAll ? tags.filter((tag) => !isCommon(tag)) : tags };
}

/** Standards that share the names of their rules. */
const SHARED = /^(NIST\.800\.53\.R5|HIPAA\.Security|PCI\.DSS\.321)-(.+)$/;

/** One line for a rule that several standards have. */
export function rulesInShort(rules: string[]): string[] {
  const standards = new Map<string, string[]>();
  for (const rule of rules) {
    const [, standard, name] = SHARED.exec(rule) ?? [];
    standards.set(name ?? rule, [...(standards.get(name ?? rule) ?? []), ...(standard ? [standard] : [])]);
  }
  return [...standards].map(([name, known]) => (known.length === 0 ? name : `${name} (${known.join(', ')})`));
}

/** An amount of USD. */
export function money(amount: number, digits = 2): string {
  return amount.toFixed(digits);
}
