import { aws_iam as iam, NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { gitHubOidcProvider } from '../../../src/github/trust/oidc-provider';
import { ACCOUNT, makeApp, makeStack } from '../../support/app';

const PROVIDERS = 'AWS::IAM::OIDCProvider';

test('is made without thumbprint and without a function, under an id of the stack that no pipeline is part of', () => {
  const stack = makeStack();
  gitHubOidcProvider(new Construct(new Construct(stack, 'Cicd'), 'Roles'));
  expect(Template.fromStack(stack).toJSON().Resources).toEqual({
    GitHubOidcProvider7EBF861F: { Type: PROVIDERS, Properties: { Url: 'https://token.actions.githubusercontent.com', ClientIdList: ['sts.amazonaws.com'] } },
  });
});

test('is the given one, of either kind', () => {
  const stack = makeStack();
  const native = iam.OidcProviderNative.fromOidcProviderArn(stack, 'Native', `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`);
  const older = iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Older', `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`);
  expect(gitHubOidcProvider(stack, native)).toBe(native);
  expect(gitHubOidcProvider(stack, older)).toBe(older);
  Template.fromStack(stack).resourceCountIs(PROVIDERS, 0);
});

describe('two pipelines', () => {
  const twoStacks = (second = ACCOUNT) => {
    const app = makeApp();
    return [makeStack({ app, stackName: 'One' }), makeStack({ app, stackName: 'Two', env: { account: second, region: 'eu-west-1' } })] as const;
  };

  test('of one stack share it', () => {
    const stack = makeStack();
    const [first, second] = ['One', 'Two'].map((id) => gitHubOidcProvider(new Construct(stack, id)));
    expect(second).toBe(first);
    Template.fromStack(stack).resourceCountIs(PROVIDERS, 1);
  });

  test('share it where one is in a nested stack', () => {
    const stack = makeStack();
    expect(gitHubOidcProvider(new NestedStack(stack, 'Nested'))).toBe(gitHubOidcProvider(stack));
    Template.fromStack(stack).resourceCountIs(PROVIDERS, 1);
  });

  test('fails when they are in two stacks of one account, in whatever region, and nothing is made', () => {
    const [one, two] = twoStacks();
    gitHubOidcProvider(one);
    expect(() => gitHubOidcProvider(new Construct(two, 'Cicd'))).toThrow(
      "Two/Cicd: 'oidcProvider' must be given, since the stack One of this app makes the one of the account, got undefined: "
      + `pass iam.OidcProviderNative.fromOidcProviderArn(this, 'GitHub', 'arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com') and deploy that stack first`,
    );
    expect(two.node.tryFindChild('GitHubOidcProvider')).toBeUndefined();
  });

  test('are free of each other when the second gets the first one\'s', () => {
    const [one, two] = twoStacks();
    const made = gitHubOidcProvider(one);
    expect(gitHubOidcProvider(two, made)).toBe(made);
  });

  test('are free of each other in two accounts, and in two apps', () => {
    const [one, two] = twoStacks('222222222222');
    expect(gitHubOidcProvider(one)).not.toBe(gitHubOidcProvider(two));
    expect(() => gitHubOidcProvider(twoStacks()[1])).not.toThrow();
  });

  test('are not judged across stacks whose account is not known', () => {
    const app = makeApp();
    const [one, two] = ['One', 'Two'].map((stackName) => makeStack({ app, stackName, env: {} }));
    expect(gitHubOidcProvider(one)).not.toBe(gitHubOidcProvider(two));
    expect(gitHubOidcProvider(one)).toBe(gitHubOidcProvider(one));
  });
});
