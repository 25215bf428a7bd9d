import { NEWEST_SCHEMA, readCloudAssembly } from '../../src/report/cloud-assembly';
import { makeReport } from '../../src/report/report';
import { Json } from '../../src/report/template';

/** An assembly of files that are in no folder. */
function reading(files: { readonly [file: string]: Json | string }) {
  return (file: string) => (file in files ? (typeof files[file] === 'string' ? files[file] : JSON.stringify(files[file])) : undefined);
}

const STACK = { type: 'aws:cloudformation:stack', environment: 'aws://111111111111/eu-west-1', properties: { templateFile: 'A.json' }, displayName: 'Prod/A' };
const PIPELINE = {
  Type: 'AWS::CodePipeline::Pipeline',
  Properties: { Name: 'p', Stages: ['Source', 'Build', 'Test', 'Approve', 'SecurityScan', 'Deploy'].map((Name) => ({ Name, Actions: [] })) },
};
const manifest = (artifacts: Json, version = '53.0.0') => ({ version, artifacts });

test('reads a stack with its place and its metadata, from the manifest and from the file beside it', () => {
  const entry = (data: string) => [{ type: 'aws:cdk:logicalId', data }];
  const artifact = { ...STACK, metadata: { '/Prod/A/One': entry('One') }, additionalMetadataFile: 'A.metadata.json' };
  const { stacks } = readCloudAssembly(reading({ 'manifest.json': manifest({ A: artifact }), 'A.json': { Resources: {} }, 'A.metadata.json': { '/Prod/A/Two': entry('Two') } }));
  expect(stacks).toEqual([{
    name: 'Prod/A',
    account: '111111111111',
    region: 'eu-west-1',
    template: { Resources: {} },
    metadata: [{ path: '/Prod/A/One', type: 'aws:cdk:logicalId', data: 'One' }, { path: '/Prod/A/Two', type: 'aws:cdk:logicalId', data: 'Two' }],
  }]);
});

test('reads the stacks of a stage', () => {
  const files = {
    'manifest.json': manifest({ stage: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } }),
    'assembly-Prod/manifest.json': manifest({ A: { ...STACK, environment: 'aws://unknown-account/unknown-region' } }),
    'assembly-Prod/A.json': { Resources: {} },
  };
  expect(readCloudAssembly(reading(files)).stacks).toMatchObject([{ name: 'Prod/A', account: undefined, region: undefined }]);
});

describe('fails, and says what to do, when', () => {
  const whole = { 'manifest.json': manifest({ A: STACK }), 'A.json': { Resources: { P: PIPELINE } } };

  test.each<[string, { readonly [file: string]: Json | string }, string | undefined, string, string]>([
    ['there is no assembly', {}, undefined, 'there is no manifest.json', 'npx cdk synth'],
    ['the manifest is no JSON', { 'manifest.json': '{' }, undefined, 'not the manifest of a cloud assembly', 'npx cdk synth'],
    ['the manifest is of something else', { 'manifest.json': { name: 'extension' } }, undefined, 'not the manifest of a cloud assembly', 'npx cdk synth'],
    ['a template is missing', { 'manifest.json': manifest({ A: STACK }) }, undefined, 'A.json of stack A is missing', 'npx cdk synth'],
    ['the schema is newer', { ...whole, 'manifest.json': manifest({ A: STACK }, `${NEWEST_SCHEMA + 1}.0.0`) }, undefined, `those up to ${NEWEST_SCHEMA}`, '--any-schema'],
    ['no pipeline is ours', { ...whole, 'A.json': { Resources: { P: { Type: PIPELINE.Type, Properties: { Stages: [{ Name: 'Source' }] } } } } }, undefined, 'no stack of the assembly has a TapCicdPipeline: Prod/A', 'README'],
    ['no stack has the name', whole, 'B', 'the assembly has no stack "B"', 'it has Prod/A'],
    ['the stack has no pipeline', { ...whole, 'manifest.json': manifest({ A: STACK, N: { ...STACK, displayName: 'N', properties: { templateFile: 'N.json' } } }), 'N.json': {} }, 'N', 'the stack N has no TapCicdPipeline', 'Prod/A'],
  ])('%s', (_when, files, stack, message, fix) => {
    const report = () => makeReport(readCloudAssembly(reading(files)), stack);
    expect(report).toThrow(expect.objectContaining({ name: 'UnreadableAssembly', message: expect.stringContaining(message) as string, fix: expect.stringContaining(fix) as string }));
  });

  test('nothing is wrong: the same files make a report', () => expect(makeReport(readCloudAssembly(reading(whole)), 'Prod/A').stacks).toHaveLength(1));
});

test('a newer schema is read on demand, and the report says so', () => {
  const files = { 'manifest.json': manifest({ A: STACK }, '99.0.0'), 'A.json': { Resources: { P: PIPELINE } } };
  expect(makeReport(readCloudAssembly(reading(files), { anySchema: true })).assembly).toEqual({ schema: '99.0.0', isNewer: true, otherStacks: [] });
});
