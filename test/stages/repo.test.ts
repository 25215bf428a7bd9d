import { aws_secretsmanager as secretsmanager, Aws } from 'aws-cdk-lib';
import { GitHubRepoOptions, Repo } from '../../src';
import { CONNECTION, errorOf, Props, synthesise } from '../support/pipeline';
import { Json, PipelineTemplate } from '../support/template';

const connected = (options: GitHubRepoOptions = {}, name = 'acme/orders'): Props => ({ repo: Repo.gitHub(name, { connectionArn: CONNECTION, ...options }) });
const byToken = (options: GitHubRepoOptions = {}): Props => ({ repo: Repo.gitHub('acme/orders', options) });
const gitConfiguration = (template: PipelineTemplate) => {
  const [{ GitConfiguration }] = template.one('AWS::CodePipeline::Pipeline').properties.Triggers as Array<{ GitConfiguration: Json }>;
  return GitConfiguration;
};

describe('a repository by connection', () => {
  const template = synthesise(connected());

  test('is read as an archive by the action of the connection, which starts nothing by itself', () => {
    expect(template.action('GitHub')).toMatchObject({
      ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeStarSourceConnection' },
      Configuration: { ConnectionArn: CONNECTION, FullRepositoryId: 'acme/orders', BranchName: 'main', DetectChanges: false },
      Namespace: 'SourceVariables',
      OutputArtifacts: [{ Name: 'SourceOutput' }],
    });
    expect(template.action('GitHub').Configuration).not.toHaveProperty('OutputArtifactFormat', 'CODEBUILD_CLONE_REF');
  });

  test.each(['codeconnections', 'codestar-connections'])('is used under the prefix of its ARN, %s', (prefix) => {
    const connectionArn = CONNECTION.replace('codeconnections', prefix);
    const permissions = synthesise(connected({ connectionArn })).permissionsOf('cicd-pipeline-role');
    expect(Object.entries(permissions).filter(([action]) => action.includes('connections'))).toEqual([[`${prefix}:UseConnection`, [connectionArn]]]);
  });

  test('is used under both prefixes where the ARN is a token', () => {
    const permissions = synthesise(connected({ connectionArn: `arn:${Aws.PARTITION}:x:${Aws.STACK_NAME}` })).permissionsOf('cicd-pipeline-role');
    expect(Object.keys(permissions)).toEqual(expect.arrayContaining(['codeconnections:UseConnection', 'codestar-connections:UseConnection']));
  });

  test('needs no webhook and no secret', () => {
    expect([...template.all('AWS::CodePipeline::Webhook'), ...template.all('AWS::SecretsManager::Secret')]).toEqual([]);
  });

  test('takes another branch', () => {
    const other = synthesise(connected({ branch: 'release/1.x' }));
    expect(other.action('GitHub').Configuration.BranchName).toBe('release/1.x');
    expect(gitConfiguration(other).Push).toEqual([{ Branches: { Includes: ['release/1.x'] } }]);
  });

  test('starts on the pushes that its filters let through', () => {
    const filtered = synthesise(connected({ pushFilters: [{ branches: ['release/*'], filePaths: ['src/**'] }, { filePaths: ['Dockerfile'] }, { tags: ['v*'] }] }));
    expect(gitConfiguration(filtered).Push).toEqual([
      { Branches: { Includes: ['release/*'] }, FilePaths: { Includes: ['src/**'] } },
      { Branches: { Includes: ['main'] }, FilePaths: { Includes: ['Dockerfile'] } },
      { Tags: { Includes: ['v*'] } },
    ]);
  });

  test('starts on pull requests that are opened or updated, where asked', () => {
    expect(gitConfiguration(template)).not.toHaveProperty('PullRequest');
    expect(gitConfiguration(synthesise(connected({ pullRequestBranches: ['main'] }))).PullRequest).toEqual([{ Branches: { Includes: ['main'] }, Events: ['OPEN', 'UPDATED'] }]);
  });
});

describe('a repository by OAuth token', () => {
  const template = synthesise(byToken());
  const secretOf = (name: string) => template.one('AWS::SecretsManager::Secret', { Name: name }).id;

  test('is read by the action of GitHub version 1, which polls nothing and has no webhook of its own', () => {
    expect(template.action('GitHub')).toMatchObject({
      ActionTypeId: { Owner: 'ThirdParty', Provider: 'GitHub' },
      Configuration: { Owner: 'acme', Repo: 'orders', Branch: 'main', PollForSourceChanges: false },
      Namespace: 'SourceVariables',
    });
    expect(template.all('AWS::CodePipeline::Webhook')).toHaveLength(1);
  });

  test('starts by a webhook that is signed with a generated secret, never with the token', () => {
    const { properties } = template.one('AWS::CodePipeline::Webhook');
    expect(properties).toMatchObject({
      Authentication: 'GITHUB_HMAC', Filters: [{ JsonPath: '$.ref', MatchEquals: 'refs/heads/{Branch}' }], TargetAction: 'GitHub',
    });
    const signature = JSON.stringify(properties.AuthenticationConfiguration);
    expect(signature).toContain(secretOf('cicd-webhook-secret-dev'));
    expect(signature).toContain('{{resolve:secretsmanager:');
    expect(signature).not.toContain(secretOf('cicd-github-token-dev'));
  });

  test.each([[undefined, false], [false, false], [true, true]])('registers the webhook when the token is said to be filled (%p): %p', (oauthTokenIsFilled, registered) => {
    expect(synthesise(byToken({ oauthTokenIsFilled })).one('AWS::CodePipeline::Webhook').properties.RegisterWithThirdParty).toBe(registered);
  });

  test('takes a secret that is given', () => {
    const given = synthesise((stack) => byToken({ oauthToken: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Theirs', 'arn:aws:secretsmanager:us-east-1:111111111111:secret:github-AbCdEf') }));
    expect(given.action('GitHub').Configuration.OAuthToken).toBe('{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:111111111111:secret:github-AbCdEf:SecretString:::}}');
    expect(given.all('AWS::SecretsManager::Secret').map(({ properties }) => properties.Name)).toEqual(['cicd-webhook-secret-dev']);
  });

  test('reads the secret by another reference once the token is filled in, since CloudFormation reads it again only for a change', () => {
    const token = (options: GitHubRepoOptions) => JSON.stringify(synthesise(byToken(options)).action('GitHub').Configuration.OAuthToken);
    expect(token({})).toContain(':SecretString:::}}');
    expect(token({ oauthTokenIsFilled: true })).toContain(':SecretString::AWSCURRENT:}}');
    expect(token({ oauthTokenIsFilled: true, oauthTokenVersionId: 'v-2' })).toContain(':SecretString:::v-2}}');
  });

  test('takes a version of the secret, so that a rotated token is read', () => {
    expect(JSON.stringify(synthesise(byToken({ oauthTokenVersionId: 'v-2' })).action('GitHub').Configuration.OAuthToken)).toContain(':SecretString:::v-2}}');
  });

  test('gives the pipeline no permission on the secrets, which CloudFormation reads', () => {
    expect(Object.keys(template.permissionsOf('cicd-pipeline-role')).filter((action) => action.startsWith('secretsmanager:'))).toEqual([]);
  });

  test('takes no filters and no trigger of version 2', () => {
    expect(template.one('AWS::CodePipeline::Pipeline').properties).not.toHaveProperty('Triggers');
    expect(errorOf(byToken({ pushFilters: [{ branches: ['main'] }] }))).toBe(
      'Delivery/Cicd/Source: \'repo.pushFilters\' work only with a connection, got [{"branches":["main"]}]: pass a connectionArn, or leave the filters out',
    );
    expect(errorOf(byToken({ pullRequestBranches: ['main'] }))).toContain("'repo.pushFilters' work only with a connection, got [\"main\"]");
  });

  test.each(['cn-north-1', 'cn-northwest-1'])('fails in %s, which has no way to GitHub, and advises another region', (region) => {
    expect(errorOf(byToken(), { env: { account: '111111111111', region } })).toBe(
      `Delivery/Cicd/Source: 'repo' cannot be on GitHub in the China regions, which have neither the GitHub version 1 action nor connections, got "${region}": deploy the pipeline in another region`,
    );
  });
});

describe('fails when', () => {
  const CASES: Array<[string, Props, string]> = [
    ['the repository is no owner/name', connected({}, 'orders'), '\'repo\' must be owner/name, got "orders": for example "acme/orders"'],
    ['the repository is an address', connected({}, 'https://github.com/acme/orders'), '\'repo\' must be owner/name, got "https://github.com/acme/orders": for example "acme/orders"'],
    ['the branch is a pattern', connected({ branch: 'release/*' }), '\'repo.branch\' must be one branch, not a pattern, got "release/*": use pushFilters for patterns'],
    ['the connection is no ARN', connected({ connectionArn: 'my-connection' }),
      '\'repo.connectionArn\' must be the ARN of a connection, got "my-connection": for example "arn:aws:codeconnections:us-east-1:111111111111:connection/0a1b..."'],
    ['the ARN is of something else', connected({ connectionArn: 'arn:aws:s3:::orders' }), "'repo.connectionArn' must be the ARN of a connection"],
    ['tags and branches are in one filter', connected({ pushFilters: [{ tags: ['v*'], branches: ['main'] }] }),
      '\'repo.pushFilters\' must not combine tags with branches or file paths, got {"tags":["v*"],"branches":["main"]}: make two filters of it'],
    ['a list has no pattern', connected({ pushFilters: [{ branches: [] }] }), '\'repo.pushFilters\' must have 1 to 8 patterns in a list, got {"branches":[]}: join patterns: {a,b}'],
    ['a list has nine patterns', connected({ pushFilters: [{ filePaths: Array(9).fill('a') }] }), "'repo.pushFilters' must have 1 to 8 patterns in a list"],
    ['there is no filter in the list', connected({ pushFilters: [] }), '\'repo.pushFilters\' must be 1 to 3 filters, got 0: leave it out for every push to the branch'],
    ['there are four filters', connected({ pushFilters: Array(4).fill({}) }), '\'repo.pushFilters\' must be 1 to 3 filters, got 4: leave it out for every push to the branch'],
    ['pull requests have no branch', connected({ pullRequestBranches: [] }), '\'repo.pullRequestBranches\' must be 1 to 8 patterns, got []: join patterns: {a,b}'],
    ['pull requests have nine branches', connected({ pullRequestBranches: Array(9).fill('a') }), "'repo.pullRequestBranches' must be 1 to 8 patterns"],
  ];

  test.each(CASES)('%s', (_what, props, message) => expect(errorOf(props)).toContain(`Delivery/Cicd/Source: ${message}`));
});
