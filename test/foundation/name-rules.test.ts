import { Aws } from 'aws-cdk-lib';
import { checkName, NAME_RULES } from '../../src/foundation/name-rules';
import { makeStack } from '../support/app';

type Service = keyof typeof NAME_RULES;
const stack = makeStack();
const check = (service: Service, name: string) => () => checkName(stack, NAME_RULES[service], name);

/** Shortest and longest legal name; one more character is refused. */
const LIMITS: Array<[Service, number, number]> = [
  ['bucket', 3, 63],
  ['repository', 2, 256],
  ['pipeline', 1, 100],
  ['project', 2, 150],
  ['role', 1, 64],
  ['topic', 1, 256],
  ['logGroup', 1, 512],
  ['loadBalancer', 2, 32],
  ['ecs', 1, 255],
  ['secret', 1, 512],
  ['connection', 1, 32],
];

describe.each(LIMITS)('the name of a %s', (service, shortest, longest) => {
  test(`may have ${shortest} to ${longest} characters`, () => {
    expect(check(service, 'a'.repeat(shortest))).not.toThrow();
    expect(check(service, 'a'.repeat(longest))).not.toThrow();
  });

  test('fails when it is empty or one character too long', () => {
    expect(check(service, '')).toThrow(/must leave a .* name of/);
    expect(check(service, 'a'.repeat(longest + 1))).toThrow(`name of ${NAME_RULES[service].service.length > 0 ? '' : '?'}`.trim());
  });

  test('passes as it is, and a token is not checked', () => {
    expect(check(service, 'orders')()).toBe('orders');
    expect(check(service, `!!${Aws.REGION}`)()).toContain('!!');
  });
});

const ILLEGAL: Array<[Service, string]> = [
  ['bucket', 'Orders'], ['bucket', 'orders_1'], ['bucket', '-orders'], ['bucket', 'orders-'], ['bucket', 'a..b'],
  ['repository', 'Orders'], ['repository', 'orders-'], ['repository', '-orders'], ['repository', 'a b'],
  ['pipeline', 'a b'], ['pipeline', 'a/b'],
  ['project', '-orders'], ['project', '_orders'], ['project', 'a.b'],
  ['role', 'a/b'], ['role', 'a b'],
  ['topic', 'a.b'], ['topic', 'a b'],
  ['logGroup', 'a b'], ['logGroup', 'a:b'], ['logGroup', 'a*'],
  ['loadBalancer', 'internal-a'], ['loadBalancer', '-a'], ['loadBalancer', 'a-'], ['loadBalancer', 'a_b'],
  ['ecs', 'a.b'], ['ecs', 'a/b'],
  ['secret', 'a b'], ['secret', 'a#b'],
  ['alias', 'alias/aws/a'], ['alias', 'orders'], ['alias', 'alias/a b'],
];

test.each(ILLEGAL)('fails when a %s is called %p', (service, name) => {
  expect(check(service, name)).toThrow(`must leave a ${NAME_RULES[service].service} name that matches`);
});

test('says what to shorten', () => {
  expect(check('loadBalancer', 'a'.repeat(33))).toThrow(
    `Delivery: 'environmentSuffix' must leave a load balancer name of 1 to 32 characters, got "${'a'.repeat(33)}": shorten environmentSuffix or naming.application`,
  );
});
