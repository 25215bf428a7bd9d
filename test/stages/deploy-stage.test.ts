import { Aws, Duration } from 'aws-cdk-lib';
import { DeploymentOptions, DeployTarget } from '../../src';
import { annotationsOf, errorOf, synthesise } from '../support/pipeline';
import { THEIRS } from '../support/theirs';

const variablesOf = (deployment: DeploymentOptions) => synthesise({ deployment }).variablesOf('cicd-deploy-dev');
const account = 'us-east-1:111111111111';

test('takes other limits', () => {
  const template = synthesise({ deployment: { timeout: Duration.minutes(5), maxStoppedTasks: 1, smokeTest: { timeout: Duration.seconds(30) } } });
  expect(template.variablesOf('cicd-deploy-dev')).toMatchObject({ DEPLOYMENT_TIMEOUT_SECONDS: '300', MAX_STOPPED_TASKS: '1', SMOKE_TIMEOUT_SECONDS: '30' });
  expect(template.one('AWS::CodeBuild::Project', { Name: 'cicd-deploy-dev' }).properties.TimeoutInMinutes).toBe(31);
});

describe('the smoke test', () => {
  test('asks for another path, status and address', () => {
    expect(variablesOf({ smokeTest: { path: '/ready', status: 204, url: 'https://orders.acme.example' } })).toMatchObject({
      SMOKE_URL: 'https://orders.acme.example', SMOKE_PATH: '/ready', SMOKE_STATUS: '204',
    });
  });

  test('takes an address that is a token', () => expect(variablesOf({ smokeTest: { url: Aws.STACK_NAME } }).SMOKE_URL).toBe('${AWS::StackName}'));

  const untested = (stack: Parameters<typeof THEIRS.service>[0]) => ({
    target: DeployTarget.existingService(THEIRS.service(stack), { taskFamily: 'orders', passedRoles: [THEIRS.role(stack)] }),
  });

  test('is left out, with a warning, where no address is known', () => {
    expect(synthesise(untested).variablesOf('cicd-deploy-dev')).not.toHaveProperty('SMOKE_URL');
    expect(annotationsOf(untested)).toContain('tap-cicd-pipeline:no-smoke-test');
    expect(annotationsOf({})).not.toContain('tap-cicd-pipeline:no-smoke-test');
  });
});

test('may touch one service, one family of revisions, and move tags in one repository', () => {
  const permissions = synthesise().permissionsOf('cicd-deploy-role');
  const ofThisService = ['service/cicd-cluster-dev/cicd-service-dev', 'service-deployment/cicd-cluster-dev/cicd-service-dev/*', 'task-definition/cicd-task-dev:*', 'task/cicd-cluster-dev/*'];
  expect(permissions).toMatchObject({
    // One statement for all of them; of its resources each action takes one kind (judged in test/contract).
    ...Object.fromEntries(['UpdateService', 'StopServiceDeployment', 'RegisterTaskDefinition', 'DescribeTasks'].map((action) => [`ecs:${action}`, ofThisService.map((part) => `arn:aws:ecs:${account}:${part}`)])),
    'ecs:TagResource': [`arn:aws:ecs:${account}:task-definition/cicd-task-dev:*`],
    'ecr:PutImage': [`arn:aws:ecr:${account}:repository/cicd-repository-dev`],
    'logs:GetLogEvents': [`arn:aws:logs:${account}:log-group:/cicd/dev/service:*`],
  });
  expect(Object.keys(permissions).filter((action) => !/^(s3|kms|logs):/.test(action)).sort()).toEqual([
    'ecr:BatchGetImage', 'ecr:PutImage',
    'ecs:DeregisterTaskDefinition', 'ecs:DescribeServiceDeployments', 'ecs:DescribeServices', 'ecs:DescribeTaskDefinition', 'ecs:DescribeTasks',
    'ecs:ListServiceDeployments', 'ecs:ListTasks', 'ecs:RegisterTaskDefinition', 'ecs:StopServiceDeployment', 'ecs:TagResource', 'ecs:UpdateService',
    'iam:PassRole',
  ]);
});

test('runs the deployer that is shipped with the package', () => {
  const template = synthesise();
  expect(template.buildSpecOf('cicd-deploy-dev').phases.build.commands).toEqual(['node pipeline-runtime.js deploy']);
  const [url] = /s3:\/\/[^"]+/.exec(template.buildSpecOf('cicd-deploy-dev').phases.install.commands[0]) ?? [];
  expect(template.permissionsOf('cicd-deploy-role')['s3:GetObject']).toContain(`arn:aws:s3:::${url?.replace('s3://', '')}`);
});

describe('fails when', () => {
  const CASES: Array<[string, DeploymentOptions, string]> = [
    ['the path has no slash', { smokeTest: { path: 'health' } }, '\'deployment.smokeTest.path\' must begin with /, got "health": for example "/health"'],
    ['the status is none', { smokeTest: { status: 600 } }, "'deployment.smokeTest.status' must be a whole number from 100 to 599, got 600: for example 200"],
    ['the status is a fraction', { smokeTest: { status: 200.5 } }, "'deployment.smokeTest.status' must be a whole number from 100 to 599, got 200.5: for example 200"],
    ['the address has no scheme', { smokeTest: { url: 'orders.acme.example' } },
      '\'deployment.smokeTest.url\' must begin with http:// or https://, got "orders.acme.example": for example "https://orders.acme.example"'],
    ['no task may stop', { maxStoppedTasks: 0 }, "'deployment.maxStoppedTasks' must be a whole number from 1, got 0: for example 3"],
    ['half a task may stop', { maxStoppedTasks: 1.5 }, "'deployment.maxStoppedTasks' must be a whole number from 1, got 1.5: for example 3"],
  ];

  test.each(CASES)('%s', (_what, deployment, message) => expect(errorOf({ deployment })).toBe(`Delivery/Cicd/Deploy: ${message}`));

  test('it would take longer than a build may run', () => {
    expect(errorOf({ deployment: { timeout: Duration.hours(36) } })).toContain("'deployment.timeout' must let the build run for 5 minutes to 36 hours");
  });
});
