import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { EXAMPLES, makeExample, renewExample } from './examples';

/** Makes the examples of the templates: `npx projen examples`. */
async function main(): Promise<void> {
  for (const example of EXAMPLES) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'example-'));
    try {
      renewExample(example, await makeExample(example, folder));
      console.log(`made ${example.folder}`);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

void main();
