import { aws_codebuild as codebuild, Duration } from 'aws-cdk-lib';
import { DockerBuildOptions } from '../../src';
import { errorOf, synthesise } from '../support/pipeline';

const build = (options: DockerBuildOptions) => synthesise({ dockerBuild: options });
const commandsOf = (options: DockerBuildOptions) => build(options).buildSpecOf('cicd-build-dev').phases.build.commands[0];

test('builds the Dockerfile at the root', () => {
  expect(commandsOf({})).toContain('docker build --file "Dockerfile"');
  expect(commandsOf({})).toMatch(/ "\." &&/);
});

test('builds another Dockerfile in another directory', () => {
  const command = commandsOf({ dockerfile: 'services/orders/Dockerfile', directory: 'services/orders' });
  expect(command).toContain('--file "services/orders/Dockerfile"');
  expect(command).toContain(' "services/orders" &&');
});

test('hands the digest on to the stages that follow', () => {
  expect(synthesise().action('DockerBuild')).toMatchObject({ Namespace: 'BuildVariables', InputArtifacts: [{ Name: 'SourceOutput' }], OutputArtifacts: [{ Name: 'BuildOutput' }] });
});

test('may push to the one repository, and delete nothing there', () => {
  const permissions = synthesise().permissionsOf('cicd-build-role');
  const actions = Object.keys(permissions).filter((action) => action.startsWith('ecr:')).sort();
  expect(actions).toEqual([
    'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:CompleteLayerUpload', 'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer', 'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart',
  ]);
  expect(permissions['ecr:PutImage']).toEqual(['arn:aws:ecr:us-east-1:111111111111:repository/cicd-repository-dev']);
  expect(permissions['ecr:GetAuthorizationToken']).toEqual(['*']);
});

test('takes a larger machine and more time', () => {
  const { properties } = build({ computeType: codebuild.ComputeType.LARGE, timeout: Duration.hours(2) }).one('AWS::CodeBuild::Project', { Name: 'cicd-build-dev' });
  expect(properties).toMatchObject({ Environment: { ComputeType: 'BUILD_GENERAL1_LARGE' }, TimeoutInMinutes: 120 });
});

describe('fails when', () => {
  test.each(['a b', 'a"; rm -rf /', '$(id)', '', '/Dockerfile'])('the Dockerfile is %p', (dockerfile) => {
    expect(errorOf({ dockerBuild: { dockerfile } })).toBe(
      `Delivery/Cicd/Build: 'dockerBuild.dockerfile' must be a path inside the repository, of letters, digits and ._/-, got ${JSON.stringify(dockerfile)}: for example "services/orders/Dockerfile"`,
    );
  });

  test.each(['a b', '', '/etc', '../other', 'a/../../b', '..'])('the directory is %p', (directory) => {
    expect(errorOf({ dockerBuild: { directory } })).toBe(
      `Delivery/Cicd/Build: 'dockerBuild.directory' must be a path inside the repository, of letters, digits and ._/-, got ${JSON.stringify(directory)}: for example "services/orders/Dockerfile"`,
    );
  });

  test.each([[Duration.minutes(4), '4 minutes'], [Duration.minutes(2161), '2161 minutes']])('the timeout is %s', (timeout, value) => {
    expect(errorOf({ dockerBuild: { timeout } })).toBe(
      `Delivery/Cicd/Build/Docker: 'dockerBuild.timeout' must let the build run for 5 minutes to 36 hours, got "${value}": for example Duration.minutes(30)`,
    );
  });
});

test.each([[Duration.minutes(5), 5], [Duration.minutes(2160), 2160], [Duration.seconds(330), 6]])('lets the build run for %s', (timeout, minutes) => {
  expect(build({ timeout }).one('AWS::CodeBuild::Project', { Name: 'cicd-build-dev' }).properties.TimeoutInMinutes).toBe(minutes);
});
