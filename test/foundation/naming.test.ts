import { Aws, Stack } from 'aws-cdk-lib';
import { NamingOptions, ResourceNames } from '../../src/foundation/naming';
import { ACCOUNT, makeApp, makeStack } from '../support/app';

const namesOf = (suffix: string, options?: NamingOptions, stack: Stack = makeStack()) => new ResourceNames(stack, suffix, options);

/** Resource by resource: without and with an application. */
const NAMES: Array<[string, (names: ResourceNames) => string, string, string]> = [
  ['a resource', (names) => names.of('build'), 'cicd-build-prod', 'cicd-orders-build-prod'],
  ['a role', (names) => names.role('build'), 'cicd-build-role-prod-us-east-1', 'cicd-orders-build-role-prod-us-east-1'],
  ['the bucket', (names) => names.bucket, `cicd-artifacts-prod-${ACCOUNT}-us-east-1`, `cicd-orders-artifacts-prod-${ACCOUNT}-us-east-1`],
  ['the alias of the key', (names) => names.keyAlias, 'alias/cicd-key-prod', 'alias/cicd-orders-key-prod'],
  ['the log group of a build', (names) => names.buildLogGroup('unit'), '/aws/codebuild/cicd-unit-prod', '/aws/codebuild/cicd-orders-unit-prod'],
  ['a log group', (names) => names.logGroup('service'), '/cicd/prod/service', '/cicd/orders-prod/service'],
];

test.each(NAMES)('%s carries type and suffix, and the application where there is one', (_what, read, plain, withApplication) => {
  expect(read(namesOf('prod'))).toBe(plain);
  expect(read(namesOf('prod', { application: 'orders' }))).toBe(withApplication);
});

describe('the suffix', () => {
  test.each(['a', 'dev', 'pr-42', '1', 'a'.repeat(20)])('may be %p', (suffix) => {
    expect(namesOf(suffix).suffix).toBe(suffix);
  });

  test.each(['', 'Prod', 'pr_42', 'pr--42', '-pr', 'pr-', 'pr 42', 'pr.42', 'a'.repeat(21), 'prod\n'])('fails when it is %p', (suffix) => {
    expect(() => namesOf(suffix)).toThrow(
      `Delivery: 'environmentSuffix' must be 1 to 20 lower-case letters, digits and single inner hyphens, got ${JSON.stringify(suffix)}: for example "prod" or "pr-42"`,
    );
  });

  test('fails when it is a token, which no physical name may hold', () => {
    expect(() => namesOf(Aws.STACK_NAME)).toThrow(
      "Delivery: 'environmentSuffix' must be known at synthesis, since it is part of physical names, got \"<token>\": pass a plain string",
    );
  });
});

describe('the application', () => {
  test.each(['', 'Orders', 'a_b', 'a'.repeat(21)])('fails when it is %p', (application) => {
    expect(() => namesOf('prod', { application })).toThrow(
      `Delivery: 'naming.application' must be 1 to 20 lower-case letters, digits and single inner hyphens, got ${JSON.stringify(application)}: for example "prod" or "pr-42"`,
    );
  });

  test('fails when it is a token', () => {
    expect(() => namesOf('prod', { application: Aws.STACK_NAME })).toThrow("'naming.application' must be known at synthesis");
  });
});

describe('the length of all names together', () => {
  test('leaves room for the longest suffix in the longest region', () => {
    const stack = makeStack({ env: { account: ACCOUNT, region: 'ap-southeast-1' } });
    expect(namesOf('a'.repeat(20), undefined, stack).bucket).toHaveLength(63);
  });

  test.each([
    [9, 'a bucket', 'must leave a S3 bucket name of 3 to 63 characters'],
    [13, 'a load balancer', 'must leave a load balancer name of 1 to 32 characters'],
  ])('fails when an application of %d characters beside a suffix of 10 is too long for %s', (length, _what, message) => {
    const stack = length === 9 ? makeStack({ env: { account: ACCOUNT, region: 'ap-southeast-1' } }) : makeStack({ env: {} });
    expect(() => namesOf('a'.repeat(10), { application: 'b'.repeat(length + 1) }, stack)).toThrow(message);
  });
});

describe('production-like', () => {
  test.each(['prod', 'production', 'prd', 'live', 'prod-eu', 'live-2'])('is %p', (suffix) => expect(namesOf(suffix).productionLike).toBe(true));
  test.each(['dev', 'preprod', 'product', 'lively', 'eu-prod', 'pr-42'])('is not %p', (suffix) => expect(namesOf(suffix).productionLike).toBe(false));
});

describe('two pipelines in one app', () => {
  const twoStacks = () => {
    const app = makeApp();
    return [makeStack({ app, stackName: 'One' }), makeStack({ app, stackName: 'Two' })] as const;
  };

  test('fails when both have one suffix', () => {
    const [one, two] = twoStacks();
    namesOf('prod', undefined, one);
    expect(() => namesOf('prod', undefined, two)).toThrow(
      "Two: 'environmentSuffix' must give names that no other pipeline of this app has; One has the same, got \"cicd-*-prod\": set naming.application, or another environmentSuffix",
    );
  });

  test('fails when only the log groups of the two have one name', () => {
    const [one, two] = twoStacks();
    namesOf('prod', { application: 'orders' }, one);
    expect(() => namesOf('orders-prod', undefined, two)).toThrow('One has the same, got "/cicd/orders-prod/*"');
  });

  test('may share the suffix when their applications differ', () => {
    const [one, two] = twoStacks();
    namesOf('prod', { application: 'orders' }, one);
    expect(() => namesOf('prod', { application: 'billing' }, two)).not.toThrow();
  });

  test('may share all in two regions or accounts', () => {
    const app = makeApp();
    namesOf('prod', undefined, makeStack({ app, stackName: 'One' }));
    expect(() => namesOf('prod', undefined, makeStack({ app, stackName: 'Two', env: { account: ACCOUNT, region: 'eu-west-1' } }))).not.toThrow();
    expect(() => namesOf('prod', undefined, makeStack({ app, stackName: 'Three', env: { account: '222222222222', region: 'us-east-1' } }))).not.toThrow();
  });

  test('may share all in two apps', () => {
    namesOf('prod', undefined, makeStack());
    expect(() => namesOf('prod', undefined, makeStack())).not.toThrow();
  });

  test('is not judged across stacks whose environment is not known', () => {
    const app = makeApp();
    namesOf('prod', undefined, makeStack({ app, stackName: 'One', env: {} }));
    expect(() => namesOf('prod', undefined, makeStack({ app, stackName: 'Two', env: {} }))).not.toThrow();
    expect(() => namesOf('prod', undefined, app.node.findChild('One') as Stack)).toThrow('One has the same');
  });
});
