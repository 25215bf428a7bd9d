import * as fs from 'fs';
import * as path from 'path';
import { run } from './language';
import { EXAMPLES, ROOT, templateIn } from './packages';

/** What all others are compared with: the example in TypeScript, synthesised with this package's own compiled sources. */
export function referenceTemplate(folder: string): string {
  const example = path.join(EXAMPLES, 'orders-infra');
  // The example imports the package by its name: the repository itself stands in for it.
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs', '@types']) fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(folder, 'node_modules', name));
  fs.symlinkSync(ROOT, path.join(folder, 'node_modules', 'tap-cicd-pipeline'));
  for (const name of ['app.ts', 'orders-stack.ts', 'tsconfig.json', '.github']) fs.cpSync(path.join(example, name), path.join(folder, name), { recursive: true });
  const { passed, output } = run(process.execPath, ['-r', path.join(ROOT, 'node_modules', 'ts-node', 'register', 'transpile-only'), 'app.ts'], folder);
  if (!passed) throw new Error(`the TypeScript example does not synthesise: ${output}`);
  return templateIn(folder);
}
