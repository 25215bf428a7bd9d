import { EmulatorFixture } from './support/emulator-fixture';
import { ImageLifecycle } from '../../src/sandbox/ecr-lifecycle/ecr-lifecycle-part';
import { HttpEmulatorClient } from '../../src/sandbox/emulator-client';
import { synthesise } from '../support/pipeline';

const PUSHES = 20;
const NAME = 'e2e-lifecycle';
/** What the construct gives its repository, as its template says it. */
const { LifecyclePolicy } = synthesise().one('AWS::ECR::Repository').properties;

const emulator = new EmulatorFixture();
beforeAll(() => emulator.start(), 120_000);
afterAll(() => emulator.stop(), 30_000);

test('after twenty pushes the live and the last good image are there, and the older ones are gone', async () => {
  await emulator.deploy('lifecycle', { R: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: NAME, LifecyclePolicy } } });
  await put('commit-a', 'last-good');
  await put('commit-b', 'live');
  for (let push = 1; push <= PUSHES; push += 1) await put(`commit-${push}`);
  await new ImageLifecycle(context()).apply();
  const { imageDetails } = await ecr('DescribeImages', { repositoryName: NAME }) as { imageDetails: Array<{ imageTags: string[] }> };
  expect(imageDetails.map(({ imageTags }) => imageTags)).toEqual([
    ['commit-a', 'last-good'], ['commit-b', 'live'], ...Array.from({ length: 10 }, (_, index) => [`commit-${index + 11}`]),
  ]);
  expect(await manifestStatus('live')).toBe(200);
  expect(await manifestStatus('commit-10')).toBe(404);
}, 60_000);

async function put(...tags: string[]): Promise<void> {
  for (const imageTag of tags) await ecr('PutImage', { repositoryName: NAME, imageTag, imageManifest: JSON.stringify({ image: tags[0] }) });
}

function ecr(operation: string, input: Record<string, unknown>): Promise<unknown> {
  return context().emulator.json('ecr', `AmazonEC2ContainerRegistry_V20150921.${operation}`, input);
}

async function manifestStatus(tag: string): Promise<number> {
  return (await fetch(`${emulator.address}/v2/${NAME}/manifests/${tag}`)).status;
}

function context() {
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'test' };
  return {
    emulatorUrl: emulator.address, emulator: new HttpEmulatorClient({ url: emulator.address, region: 'us-east-1', accountId: '000000000000', credentials }), log: () => undefined,
  };
}
