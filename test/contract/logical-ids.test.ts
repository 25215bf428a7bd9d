import * as fs from 'node:fs';
import * as path from 'node:path';
import { Repo } from '../../src';
import { synthesise } from '../support/pipeline';
import { physicalName, PipelineTemplate } from '../support/template';

/** No snapshot: an update of snapshots must not rewrite what users' stacks depend on. */
const FROZEN = JSON.parse(fs.readFileSync(path.join(__dirname, 'logical-ids.json'), 'utf8')) as { [id: string]: string };

const WITHOUT_NAME = ['AWS::CodePipeline::Webhook', 'AWS::KMS::Key', 'AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup', 'AWS::ElasticLoadBalancingV2::Listener'];

/** Id to type and name, of all that has a name or holds what others depend on. */
function idsOf(template: PipelineTemplate): { [id: string]: string } {
  const kept = template.resources.filter((resource) => physicalName(resource) || WITHOUT_NAME.includes(resource.type));
  return Object.fromEntries(kept.map((resource) => [resource.id, [resource.type, physicalName(resource) ?? ''].join(' ').trim()]));
}

// A changed id is a new resource: CloudFormation makes it before it removes the old one, and fails since the name is taken; what was in it is lost.
test('the ids of stateful and named resources are the frozen ones', () => {
  const ids = { ...idsOf(synthesise()), ...idsOf(synthesise({ repo: Repo.gitHub('acme/orders') })) };
  expect(ids).toEqual(FROZEN);
});

test('the list has what must be frozen', () => {
  expect(Object.keys(FROZEN).length).toBeGreaterThan(45);
  for (const type of ['AWS::S3::Bucket', 'AWS::ECR::Repository', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::ECS::Service']) {
    expect(Object.values(FROZEN).some((entry) => entry.startsWith(type))).toBe(true);
  }
});

test('ids come from construct ids alone: a second synthesis has the same', () => {
  expect(Object.keys(synthesise().json.Resources as object)).toEqual(Object.keys(synthesise().json.Resources as object));
});

test('ids do not move with the environment or the application', () => {
  const other = synthesise({ environmentSuffix: 'qa', naming: { application: 'shop' } });
  expect(other.resources.map(({ id }) => id)).toEqual(synthesise().resources.map(({ id }) => id));
});
