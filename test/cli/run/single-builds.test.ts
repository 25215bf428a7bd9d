import { ActionExecution, PipelineDeclaration } from '../../../src/cli/account/pipelines';
import { durationsOf } from '../../../src/cli/run/durations';
import { chooseActions, startBuildInput } from '../../../src/cli/run/single-builds';

const build = (name: string, input: string, more: object = {}) => ({
  name, actionTypeId: { category: 'Build', provider: 'CodeBuild' }, configuration: { ProjectName: `cicd-${name.toLowerCase()}-dev`, ...more }, inputArtifacts: [{ name: input }],
});

const PIPELINE: PipelineDeclaration = {
  name: 'p',
  stages: [
    { name: 'Source', actions: [{ name: 'GitHub', actionTypeId: { category: 'Source', provider: 'CodeStarSourceConnection' }, namespace: 'SourceVariables', outputArtifacts: [{ name: 'Source' }] }] },
    { name: 'Build', actions: [{ ...build('DockerBuild', 'Source', { EnvironmentVariables: '[{"name":"COMMIT_ID","value":"#{SourceVariables.CommitId}"}]' }), namespace: 'BuildVariables' }] },
    { name: 'Test', actions: [build('Unit', 'Source'), build('Integration', 'Source')] },
    { name: 'Deploy', actions: [build('DeployService', 'Image', { EnvironmentVariables: '[{"name":"IMAGE_DIGEST","value":"#{BuildVariables.IMAGE_DIGEST}"}]' })] },
  ],
};

const LAST = [{
  stageName: 'Build',
  actionName: 'DockerBuild',
  output: { outputVariables: { IMAGE_DIGEST: 'sha256:1' }, outputArtifacts: [{ name: 'Image', s3location: { bucket: 'artifacts', key: 'p/Image/x' } }] },
}] as unknown as ActionExecution[];

const AROUND = { commit: 'c0ffee', branch: 'main', repository: 'acme/orders', sourceLocation: 'artifacts/working-tree/c0ffee.zip', last: LAST };
const names = (only: string) => chooseActions(PIPELINE, only).map(({ action }) => action.name);

test('a stage is all its builds, an action is one', () => {
  expect(names('Test')).toEqual(['Unit', 'Integration']);
  expect(names('Test.Unit')).toEqual(['Unit']);
});

test.each(['Source', 'test', 'Test.Nope', ''])('fails when %j is no stage with builds, and lists those there are', (only) => {
  expect(() => names(only)).toThrow(expect.objectContaining({ fix: 'choose one of Build, Test, Deploy, Build.DockerBuild, Test.Unit, Test.Integration, Deploy.DeployService' }));
});

test("the working tree stands for the source, its commit for the source's variables", () => {
  const [action] = chooseActions(PIPELINE, 'Build');
  expect(startBuildInput(action, PIPELINE, AROUND)).toEqual({
    projectName: 'cicd-dockerbuild-dev',
    sourceTypeOverride: 'S3',
    sourceLocationOverride: AROUND.sourceLocation,
    artifactsOverride: { type: 'NO_ARTIFACTS' },
    environmentVariablesOverride: [{ name: 'COMMIT_ID', value: 'c0ffee' }],
  });
});

test('what earlier stages made comes from the last execution', () => {
  const [action] = chooseActions(PIPELINE, 'Deploy');
  expect(startBuildInput(action, PIPELINE, AROUND)).toMatchObject({
    sourceLocationOverride: 'artifacts/p/Image/x', environmentVariablesOverride: [{ name: 'IMAGE_DIGEST', value: 'sha256:1' }],
  });
});

test('fails when the last execution has not made what is needed', () => {
  const [action] = chooseActions(PIPELINE, 'Deploy');
  expect(() => startBuildInput(action, PIPELINE, { ...AROUND, last: [] })).toThrow('the artifact Image of an earlier stage is not there');
  const [withoutDigest] = [{ ...LAST[0], output: { ...LAST[0].output, outputVariables: {} } }];
  expect(() => startBuildInput(action, PIPELINE, { ...AROUND, last: [withoutDigest] })).toThrow('Deploy.DeployService needs #{BuildVariables.IMAGE_DIGEST}');
});

test('learns from actions that succeeded only', () => {
  const action = (name: string, status: string) => ({ name, status, startTime: 1000, endTime: 4000, cached: [], logTail: [] });
  expect(durationsOf({ stages: [{ name: 'Test', status: 'Failed', actions: [action('Unit', 'Succeeded'), action('Integration', 'Failed')] }] })).toEqual({ 'Test/Unit': 3000 });
});
