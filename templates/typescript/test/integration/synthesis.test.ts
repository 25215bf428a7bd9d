import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';

const assembly = fs.mkdtempSync(path.join(os.tmpdir(), '{{name}}-infra-'));
after(() => fs.rmSync(assembly, { recursive: true }));

test('the CDK CLI synthesises one stack, without credentials', () => {
  const environment = { ...process.env, CDK_DEFAULT_ACCOUNT: '111111111111', CDK_DEFAULT_REGION: 'us-east-1', AWS_REGION: 'us-east-1' };
  execFileSync('npx', ['cdk', 'synth', '--quiet', '--output', assembly], { env: environment, stdio: 'inherit' });
  const { artifacts } = JSON.parse(fs.readFileSync(path.join(assembly, 'manifest.json'), 'utf8'));
  const stacks = Object.entries<{ type: string }>(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack').map(([name]) => name);
  assert.deepEqual(stacks, ['{{stackId}}']);
  assert.ok(fs.existsSync(path.join(assembly, '{{stackId}}.template.json')));
});
