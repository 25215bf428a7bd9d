import { synthesise } from '../support/pipeline';
import { Json } from '../support/template';

/** What every pipeline has when nothing but the environment and the repository is given: one describe a promise of the README. */
const template = synthesise();

describe('IAM', () => {
  const roles = template.all('AWS::IAM::Role');

  test('has few roles: one for the pipeline, one a project, two for the tasks, and two for what stands below', () => expect(roles).toHaveLength(10));

  test('trusts services only, CodeBuild only for the one project', () => {
    for (const { properties } of roles) {
      const { Statement } = properties.AssumeRolePolicyDocument as { Statement: Json[] };
      expect(Statement).toHaveLength(1);
      expect(Object.keys(Statement[0].Principal as Json)).toEqual(['Service']);
    }
    const { Statement } = template.one('AWS::IAM::Role', { RoleName: 'cicd-unit-role-dev-us-east-1' }).properties.AssumeRolePolicyDocument as { Statement: Json[] };
    const { StringEquals } = Statement[0].Condition as { StringEquals: Json };
    expect(template.render(StringEquals['aws:SourceArn'])).toBe('arn:aws:codebuild:us-east-1:111111111111:project/cicd-unit-dev');
  });

  test('lets the pipeline start builds and read the source, and touch neither service nor CloudFormation', () => {
    const permissions = template.permissionsOf('cicd-pipeline-role');
    expect(Object.keys(permissions).map((action) => action.split(':')[0]).filter((service, index, all) => all.indexOf(service) === index)).toEqual(['s3', 'kms', 'codebuild', 'codeconnections']);
    expect(permissions['codebuild:StartBuild'].map((arn) => arn.split('/')[1])).toEqual(['build', 'unit', 'integration', 'scan', 'deploy'].map((type) => `cicd-${type}-dev`));
  });

  test('passes on exactly the two roles of the task, to ECS only', () => {
    const passRole = template.statementsOf('cicd-deploy-role').find(({ Action }) => Action === 'iam:PassRole');
    expect([passRole?.Resource].flat().map((arn) => template.render(arn))).toEqual(['task', 'execution'].map((type) => `arn:aws:iam::111111111111:role/cicd-${type}-role-dev-us-east-1`));
    expect(passRole?.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } });
  });

  test('lets no role of the pipeline touch CloudFormation or IAM otherwise', () => {
    const actions = roles.flatMap(({ properties }) => Object.keys(template.permissionsOf(String(properties.RoleName).replace('-dev-us-east-1', ''))));
    expect(actions.filter((action) => /^(cloudformation|iam|sts):/.test(action))).toEqual(['iam:PassRole']);
  });
});
