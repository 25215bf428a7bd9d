/** An image of a repository, as far as a lifecycle policy looks at it. */
export interface StoredImage {
  readonly digest: string;
  readonly tags: string[];
  /** Seconds since 1970. */
  readonly pushedAt: number;
  /** An image index names it. */
  readonly isReferenced?: boolean;
}

/** A rule of a lifecycle policy. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html */
export interface LifecycleRule {
  readonly rulePriority: number;
  readonly description?: string;
  readonly selection: {
    readonly tagStatus: string;
    readonly tagPatternList?: string[];
    readonly tagPrefixList?: string[];
    readonly storageClass?: string;
    readonly countType: string;
    readonly countUnit?: string;
    readonly countNumber: number;
  };
  readonly action: { readonly type: string };
}

/** An image that must go, and the rule that says so. */
export interface Expiry {
  readonly digest: string;
  readonly rule: LifecycleRule;
}

const DAY_SECONDS = 24 * 60 * 60;

/**
 * The images that a policy expires. All rules look at all images, as if none had been expired, and are then applied by priority: an image
 * that matches the tags of one rule can be expired by that rule only. What an image index names stays as long as the index does.
 *
 * @param images the oldest push first, where two were in the same second
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
 */
export function expiries(rules: LifecycleRule[], images: StoredImage[], nowSeconds: number): Expiry[] {
  const youngestFirst = [...images].reverse().sort((a, b) => b.pushedAt - a.pushedAt);
  const claimed = new Set<StoredImage>();
  return [...rules].sort((a, b) => a.rulePriority - b.rulePriority).flatMap((rule) => {
    const matching = youngestFirst.filter((image) => matchesTags(rule, image));
    const expiring = marked(rule, matching, nowSeconds).filter((image) => !claimed.has(image) && !image.isReferenced);
    matching.forEach((image) => claimed.add(image));
    return expiring.map(({ digest }) => ({ digest, rule }));
  });
}

/** Whether the sandbox knows what a rule asks for. */
export function isKnown({ selection: { countType, countUnit = 'days', storageClass = 'standard' }, action }: LifecycleRule): boolean {
  return action.type === 'expire' && storageClass === 'standard' && countUnit === 'days' && ['imageCountMoreThan', 'sinceImagePushed'].includes(countType);
}

function marked(rule: LifecycleRule, youngestFirst: StoredImage[], nowSeconds: number): StoredImage[] {
  const { countType, countNumber } = rule.selection;
  if (!isKnown(rule)) {
    return [];
  }
  return countType === 'imageCountMoreThan'
    ? youngestFirst.slice(countNumber)
    : youngestFirst.filter(({ pushedAt }) => nowSeconds - pushedAt > countNumber * DAY_SECONDS);
}

function matchesTags({ selection }: LifecycleRule, { tags }: StoredImage): boolean {
  switch (selection.tagStatus) {
    case 'any': return true;
    case 'untagged': return tags.length === 0;
    default: return tags.length > 0 && patternsOf(selection).every((pattern) => tags.some((tag) => pattern.test(tag)));
  }
}

/** Each must match some tag of an image. `*` stands for any characters, also none. */
function patternsOf({ tagPatternList = [], tagPrefixList = [] }: LifecycleRule['selection']): RegExp[] {
  const patterns = [...tagPatternList, ...tagPrefixList.map((prefix) => `${prefix}*`)];
  return patterns.map((pattern) => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`));
}
