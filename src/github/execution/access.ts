import { allow, arnOf, ExecutionPlace, ExecutionStatement, iamArnOf } from './statement';

/** Roles, what may be passed to whom, the identity provider of GitHub, and what every CDK deployment needs. */
export function accessStatements(place: ExecutionPlace): ExecutionStatement[] {
  return [
    ...roleStatements(place), ...passStatements(place), ...serviceLinkedRoleStatements(place),
    identityProviderStatement(place),
    ...bootstrapStatements(place),
  ];
}

/** Without attaching policies and without boundaries: the roles carry one inline policy each. */
function roleStatements(place: ExecutionPlace): ExecutionStatement[] {
  const made = ['pipeline', ...buildRoles(place), 'task', 'execution', 'flow-logs', 'provisioning', 'github-deploy', 'github-diff', 'github-notify'];
  return [allow('Roles', 'iam', [
    'CreateRole', 'DeleteRole', 'GetRole', 'UpdateRole', 'UpdateRoleDescription', 'UpdateAssumeRolePolicy',
    'PutRolePolicy', 'DeleteRolePolicy', 'GetRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies',
    'TagRole', 'UntagRole', 'ListRoleTags',
  ], roles(place, made))];
}

/** Each role only to the service that its trust policy names. */
function passStatements(place: ExecutionPlace): ExecutionStatement[] {
  const pass = (sid: string, service: string, types: string[]) =>
    allow(sid, 'iam', ['PassRole'], roles(place, types), { StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` } });
  return [
    pass('PassToPipeline', 'codepipeline', ['pipeline']),
    pass('PassToBuilds', 'codebuild', buildRoles(place)),
    pass('PassToTasks', 'ecs-tasks', ['task', 'execution']),
    pass('PassToFlowLogs', 'vpc-flow-logs', ['flow-logs']),
    pass('PassToFunction', 'lambda', ['provisioning']),
  ];
}

/**
 * What the services make for themselves at their first use in an account.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
function serviceLinkedRoleStatements(place: ExecutionPlace): ExecutionStatement[] {
  const linked = (sid: string, service: string, role: string) => allow(
    sid, 'iam', ['CreateServiceLinkedRole'], iamArnOf(place, `role/aws-service-role/${service}.amazonaws.com/${role}`),
    { StringEquals: { 'iam:AWSServiceName': `${service}.amazonaws.com` } },
  );
  return [
    linked('LinkedRoleOfEcs', 'ecs', 'AWSServiceRoleForECS'),
    linked('LinkedRoleOfLoadBalancing', 'elasticloadbalancing', 'AWSServiceRoleForElasticLoadBalancing'),
    linked('LinkedRoleOfNotifications', 'codestar-notifications', 'AWSServiceRoleForCodeStarNotifications'),
  ];
}

function identityProviderStatement(place: ExecutionPlace): ExecutionStatement {
  return allow('GitHubIdentityProvider', 'iam', [
    'CreateOpenIDConnectProvider', 'DeleteOpenIDConnectProvider', 'GetOpenIDConnectProvider', 'UpdateOpenIDConnectProviderThumbprint',
    'AddClientIDToOpenIDConnectProvider', 'RemoveClientIDFromOpenIDConnectProvider',
    'TagOpenIDConnectProvider', 'UntagOpenIDConnectProvider', 'ListOpenIDConnectProviderTags',
  ], iamArnOf(place, 'oidc-provider/token.actions.githubusercontent.com'));
}

/** The function's code comes from the staging bucket; every template asks for the version of the bootstrap. */
function bootstrapStatements(place: ExecutionPlace): ExecutionStatement[] {
  const { partition, account, region, qualifier } = place;
  return [
    // The key of an asset is the hash of its content.
    allow('Assets', 's3', ['GetObject', 'GetObjectVersion'], `arn:${partition}:s3:::cdk-${qualifier}-assets-${account}-${region}/*`),
    // Only a bootstrap with --bootstrap-customer-key has such a key, whose id nobody knows before.
    allow('AssetsKey', 'kms', ['Decrypt'], arnOf(place, 'kms', 'key/*'), { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': `alias/cdk-${qualifier}-assets-key` } }),
    allow('BootstrapVersion', 'ssm', ['GetParameters'], arnOf(place, 'ssm', `parameter/cdk-bootstrap/${qualifier}/version`)),
  ];
}

function buildRoles({ suites }: ExecutionPlace): string[] {
  return ['build', ...suites, 'scan', 'deploy'];
}

function roles(place: ExecutionPlace, types: string[]): string[] {
  return types.map((type) => iamArnOf(place, `role/${place.names.role(type, place.region)}`));
}
