import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { committedExample, EXAMPLES, makeExample } from './examples';

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'init-example-')); });
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test.each(EXAMPLES)('$folder is what init makes of its answers, byte for byte: npx projen examples renews it', async (example) => {
  const made = await makeExample(example, folder);
  const committed = committedExample(example);
  expect([...made.keys()]).toEqual([...committed.keys()]);
  for (const [name, text] of made) expect({ name, text }).toEqual({ name, text: committed.get(name) });
});
