import { Tags } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { requireThat } from '../private/errors';
import { isKnown } from '../private/tokens';

/** The tags that every resource of the pipeline carries beside Environment and Repository. */
export interface PipelineTags {
  /**
   * Tag `Project`.
   * @default - no such tag
   */
  readonly project?: string;
  /**
   * Tag `Team`.
   * @default - no such tag
   */
  readonly team?: string;
  /**
   * Tag `Author`; characters that AWS does not take are replaced by `_` (`dependabot[bot]` becomes `dependabot_bot_`).
   * @default - no such tag
   */
  readonly author?: string;
  /**
   * Tag `PRNumber`.
   * @default - no such tag
   */
  readonly prNumber?: string;
  /**
   * Free-form tags, by key.
   * @default - no further tags
   */
  readonly additional?: { readonly [key: string]: string };
}

/** CodeBuild is the strictest: @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Tag.html */
const MAX_VALUE = 255;
/** AWS takes 50; the network's subnets carry three of the CDK's own. */
const MAX_TAGS = 45;
const KEY = /^[\p{L}\p{N} _.:/=+\-@]{1,127}$/u;

/**
 * The characters that a tag value may have in every service; others become `_`.
 *
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function legalTagValue(value: string): string {
  if (!isKnown(value)) return value;
  return [...value.replace(/[^\p{L}\p{N} _.:/=+\-@]/gu, '_').trim()].slice(0, MAX_VALUE).join('');
}

/** All tags of a pipeline, in the order of the documentation; empty values are left out. */
export function tagsOf(scope: IConstruct, environment: string, repository: string, tags: PipelineTags = {}): Map<string, string> {
  const all: Array<[string, string | undefined]> = [
    ['Environment', environment], ['Project', tags.project], ['Team', tags.team],
    ['Author', tags.author], ['PRNumber', tags.prNumber], ['Repository', repository],
    ...Object.entries(tags.additional ?? {}),
  ];
  const legal = all.map(([key, value = '']) => [key, legalTagValue(value)] as const).filter(([, value]) => value !== '');
  checkKeys(scope, Object.keys(tags.additional ?? {}), legal.map(([key]) => key));
  return new Map(legal);
}

/** Puts the tags on everything below the construct that takes tags. */
export function applyTags(construct: IConstruct, tags: Map<string, string>): void {
  for (const [key, value] of tags) Tags.of(construct).add(key, value);
}

function checkKeys(scope: IConstruct, additional: string[], all: string[]): void {
  additional.forEach((key) => checkKey(scope, key, all));
  requireThat(scope, all.length <= MAX_TAGS, { prop: 'tags.additional', rule: `must leave at most ${MAX_TAGS} tags in all`, value: all.length, fix: 'leave some out' });
}

function checkKey(scope: IConstruct, key: string, all: string[]): void {
  requireThat(scope, KEY.test(key) && !/^aws:/i.test(key), {
    prop: 'tags.additional',
    rule: 'must have keys of 1 to 127 letters, digits, spaces and _.:/=+-@ that do not begin with aws:',
    value: key,
    fix: 'rename the tag',
  });
  // Keys of IAM tags are not case-sensitive: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
  requireThat(scope, all.filter((other) => other.toLowerCase() === key.toLowerCase()).length <= 1, {
    prop: 'tags.additional', rule: 'must have keys that differ from the others in more than case', value: key, fix: 'rename the tag',
  });
}
