import * as fs from 'fs';
import * as path from 'path';
import { Repo } from '../../src';
import { runTimeSegments } from '../support/iam-judge';
import { Props, synthesise } from '../support/pipeline';
import { PipelineTemplate, Statement } from '../support/template';

const DOCUMENT = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'iam.md'), 'utf8');
const VARIANTS: Props[] = [{}, { environmentSuffix: 'prod' }, { repo: Repo.gitHub('acme/orders') }];

describe('docs/iam.md', () => {
  const templates = VARIANTS.map((props) => synthesise(props));
  const used = new Set(templates.flatMap(actionsOf));

  test('names every action of every role', () => {
    const documented = new Set(DOCUMENT.split('\n').flatMap(actionsIn));
    expect([...used].filter((action) => !documented.has(action))).toEqual([]);
    expect(used.size).toBeGreaterThan(30);
  });

  test('gives a row to no action that no role has', () => {
    const rows = DOCUMENT.split('\n').filter((line) => /^\| `[a-z0-9-]+:/.test(line)).map((line) => line.split('|')[1]);
    expect(rows.flatMap(actionsIn).filter((action) => !used.has(action))).toEqual([]);
  });

  test('has every trailing * with its reason', () => {
    const kinds = new Set(templates.flatMap(runTimeSegments).map(({ what }) => what));
    const words: Record<string, string> = { 'object key': 'the key of an artifact', 'revision': 'the revision', 'container instance': 'container instances' };
    const missing = [...kinds].filter((kind) => !DOCUMENT.includes(words[kind] ?? kind));
    expect(missing).toEqual([]);
  });
});

/** `s3:GetObject`, `PutObject`: a word without a service belongs to the service before it. */
function actionsIn(text: string): string[] {
  let service = '';
  return [...text.matchAll(/`(?:([a-z0-9-]+):)?([A-Z]\w+)`/g)].map(([, named, action]) => {
    service = named ?? service;
    return `${service}:${action}`;
  });
}

function actionsOf(template: PipelineTemplate): string[] {
  const policies = template.all('AWS::IAM::Role').flatMap(({ properties }) => (properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[]);
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).flatMap(({ Action }) => [Action ?? []].flat());
}
