import { IConstruct } from 'constructs';
import { requireThat } from '../private/errors';
import { NameRule } from '../private/service-names';
import { isKnown } from '../private/tokens';

export { NAME_RULES } from '../private/service-names';

/**
 * Checks a name against its service's rule; a token passes.
 */
export function checkName(scope: IConstruct, rule: NameRule, name: string): string {
  if (!isKnown(name)) return name;
  const { service, pattern, maxLength, minLength = 1 } = rule;
  requireThat(scope, name.length <= maxLength && name.length >= minLength, {
    prop: 'environmentSuffix',
    rule: `must leave a ${service} name of ${minLength} to ${maxLength} characters`,
    value: name,
    fix: 'shorten environmentSuffix or naming.application',
  });
  requireThat(scope, pattern.test(name), {
    prop: 'environmentSuffix',
    rule: `must leave a ${service} name that matches ${pattern}`,
    value: name,
    fix: 'use lower-case letters, digits and single hyphens',
  });
  return name;
}
