import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { GITHUB_ISSUER, STS_AUDIENCE } from './oidc-trust';
import { requireThat } from '../../private/errors';
import { isKnown } from '../../private/tokens';

/**
 * The account's provider for GitHub's tokens: given, made by this stack before, or made now.
 *
 * An account has one per issuer. It belongs to the stack and not to one pipeline, so that it stays when that pipeline goes. It is never
 * looked up at synthesis: the second synthesis would find what the first one made, and remove it from the template. Where somebody else
 * made it, CloudFormation fails with EntityAlreadyExists: pass it, or take it over with `cdk import`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export function gitHubOidcProvider(scope: IConstruct, given?: iam.IOIDCProviderRef): iam.IOIDCProviderRef {
  return given ?? ProviderRegistry.of(scope).provider(scope);
}

const REGISTRY = Symbol.for('tap-cicd-pipeline.github-oidc-providers');

interface MadeProvider {
  readonly stack: Stack;
  readonly provider: iam.IOIDCProviderRef;
}

/** The providers that were made in one app, by account, kept on the app itself. */
class ProviderRegistry {
  static of(scope: IConstruct): ProviderRegistry {
    const root = scope.node.root as IConstruct & { [REGISTRY]?: ProviderRegistry };
    return (root[REGISTRY] ??= new ProviderRegistry());
  }

  private readonly made = new Map<string, MadeProvider>();

  provider(scope: IConstruct): iam.IOIDCProviderRef {
    const stack = outermost(Stack.of(scope));
    const place = isKnown(stack.account) ? stack.account : stack.node.path;
    const found = this.made.get(place);
    requireThat(scope, found === undefined || found.stack === stack, {
      prop: 'oidcProvider',
      rule: `must be given, since the stack ${found?.stack.node.path} of this app makes the one of the account`,
      value: undefined,
      fix: `pass iam.OidcProviderNative.fromOidcProviderArn(this, 'GitHub', 'arn:aws:iam::${place}:oidc-provider/${GITHUB_ISSUER}') and deploy that stack first`,
    });
    const { provider } = found ?? { provider: makeProvider(stack) };
    this.made.set(place, { stack, provider });
    return provider;
  }
}

/** No thumbprint: for GitHub AWS trusts its own library of certificate authorities, and a thumbprint would be ignored. */
function makeProvider(stack: Stack): iam.IOIDCProviderRef {
  return new iam.OidcProviderNative(stack, 'GitHubOidcProvider', { url: `https://${GITHUB_ISSUER}`, clientIds: [STS_AUDIENCE] });
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}
