import { Template } from './meter';

type Resource = Template['Resources'][string];

/** What a hand-written pipeline does not have, by what it is for; a resource belongs to the first that takes it. */
const EXTRAS: ReadonlyArray<readonly [name: string, takes: (id: string, type: string) => boolean]> = [
  ['the deployer: project, role, log group', (id) => /^CicdDeploy/.test(id)],
  ['placeholder image, emptied bucket', (id) => /^CicdProvisioning/.test(id)],
  ['flow logs', (id) => /FlowLog/.test(id)],
  ['alarms', (_id, type) => type === 'AWS::CloudWatch::Alarm'],
  ['report groups', (_id, type) => type === 'AWS::CodeBuild::ReportGroup'],
  ['policies of key and topic', (_id, type) => type === 'AWS::SNS::TopicPolicy'],
];

const REST = 'everything else';

/** Bytes by what they are for; the last is everything that a hand-written pipeline has as well. */
export function breakdown({ Resources, ...sections }: Template): Array<[name: string, bytes: number]> {
  const sums = new Map<string, number>([['tags', 0], ['buildspecs', 0], ...EXTRAS.map(([name]): [string, number] => [name, 0])]);
  const add = (name: string, count: number) => sums.set(name, (sums.get(name) ?? 0) + count);
  sums.set(REST, bytesOf(sections));
  for (const [id, resource] of Object.entries(Resources)) {
    const parts = partsOf(resource);
    parts.forEach(([name, count]) => add(name, count));
    const own = bytesOf(resource) + id.length + 4 - parts.reduce((sum, [, count]) => sum + count, 0);
    add(EXTRAS.find(([, takes]) => takes(id, resource.Type))?.[0] ?? REST, own);
  }
  return [...sums];
}

/** What of a resource is counted by itself. */
function partsOf({ Type, Properties = {} }: Resource): Array<[string, number]> {
  const tags = Object.entries(Properties).filter(([name]) => name === 'Tags').map(([, value]) => bytesOf({ Tags: value }) - 1);
  const source = Properties.Source as { readonly BuildSpec?: unknown } | undefined;
  const keyStatements = Type === 'AWS::KMS::Key' ? (Properties.KeyPolicy as { readonly Statement: unknown[] }).Statement.slice(1) : [];
  return [
    ['tags', tags.reduce((sum, count) => sum + count, 0)],
    ['buildspecs', source?.BuildSpec === undefined ? 0 : bytesOf({ BuildSpec: source.BuildSpec }) - 1],
    ['policies of key and topic', keyStatements.reduce((sum: number, statement) => sum + bytesOf(statement) + 1, 0)],
  ];
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
