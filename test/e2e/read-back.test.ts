import * as fs from 'node:fs';
import * as path from 'node:path';
import { CdkApp } from './support/cdk-app';
import { ApiReader } from './support/read-back/api-reader';
import { CommandLine } from './support/read-back/command-line';
import { differences } from './support/read-back/differences';
import { DELIVERY } from './support/read-back/read-delivery';
import { FOUNDATION } from './support/read-back/read-foundation';
import { NETWORK } from './support/read-back/read-network';
import { Reading } from './support/read-back/reading';
import { DeployedResource, TemplateResolver } from './support/read-back/template-resolver';
import { describeInSandbox, sharedSandbox, tell } from './support/shared-sandbox';
import { isUnreadable, notVerifiedLocally } from '../../src/sandbox/not-verified';

const STACK = 'Orders-readback';
const READINGS: { readonly [type: string]: Reading } = { ...FOUNDATION, ...NETWORK, ...DELIVERY };

describeInSandbox('what was deployed can be read back through the service that has it', () => {
  let aws: CommandLine;
  let api: ApiReader;
  let resources: DeployedResource[];

  beforeAll(async () => {
    const sandbox = sharedSandbox();
    // Its repository does not exist: nothing runs meanwhile, and so nothing changes what CloudFormation has made.
    const app = new CdkApp(sandbox, path.join(__dirname, 'support', 'app'), { suffix: 'readback' });
    await app.deploy();
    aws = new CommandLine(sandbox);
    api = new ApiReader(aws);
    const { StackResources } = await api.read<{ StackResources: Array<{ LogicalResourceId: string; PhysicalResourceId: string }> }>(
      'cloudformation', 'describe-stack-resources', '--stack-name', STACK,
    );
    const physicalIds = new Map(StackResources.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]));
    const template = JSON.parse(fs.readFileSync(path.join(app.assembly, `${STACK}.template.json`), 'utf8')) as { Resources: object };
    resources = await new TemplateResolver(template.Resources as never, physicalIds, sandbox, api).all();
  }, 180_000);
  afterAll(() => aws.close());

  test('every type has a way to be read, or a reason on the printed list', () => {
    const types = [...new Set(resources.map(({ type }) => type))].sort();
    expect(types.length).toBeGreaterThan(30);
    expect(types.filter((type) => !READINGS[type] && !isUnreadable(type, '*'))).toEqual([]);
  });

  test('every property is what the template says, or on the printed list', async () => {
    const found = await Promise.all(resources.filter(({ type }) => READINGS[type]).map(differencesOf));
    tell('read-back')(`${found.length} resources read back\nnot verified locally:\n  ${notVerifiedLocally(sharedSandbox().stateFolder).join('\n  ')}`);
    expect(found.flat()).toEqual([]);
  });

  test('a difference is found: in a value, a list, and a thing that is not there', async () => {
    const bucket = resources.find(({ type }) => type === 'AWS::S3::Bucket')!;
    const wrong = { ...bucket, properties: { ...bucket.properties, VersioningConfiguration: { Status: 'Suspended' }, Tags: [{ Key: 'Author', Value: 'joe' }], Nothing: 1 } };
    expect(await differencesOf(wrong)).toEqual([
      expect.stringMatching(/Tags\[0\].Value is "jane", the template says "joe"/),
      expect.stringMatching(/VersioningConfiguration.Status is "Enabled", the template says "Suspended"/),
      expect.stringMatching(/Nothing is not there, the template says 1/),
    ]);
  });

  async function differencesOf(resource: DeployedResource): Promise<string[]> {
    const { type, logicalId, properties } = resource;
    const compared = Object.fromEntries(Object.entries(properties).filter(([name]) => !isUnreadable(type, name)));
    try {
      return differences(compared, await READINGS[type](api, resource), `${type} ${logicalId}`);
    } catch (error) {
      return [`${type} ${logicalId} could not be read: ${(error as Error).message}`];
    }
  }
});
