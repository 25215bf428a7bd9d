import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { buildWheel, Ended, findPython, PythonProject, typescriptTemplate } from './python-project';
import { differences } from './template-differences';

/** Installs the wheel as a user does, and compares what the Python example synthesises with the TypeScript example: `npx projen test:python`. */
function main(): void {
  const python = findPython();
  if (!python) {
    console.log('SKIPPED test:python: Python 3.10 or later with its venv module is missing (Debian: apt-get install python3 python3-venv)');
    // Someone who asks for it wants to know; as a part of `npm test` the line above is enough.
    process.exitCode = process.argv.includes('--if-possible') ? 0 : 1;
    return;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'python-'));
  try {
    const results: boolean[] = [];
    for (const check of checks(folder, python)) results.push(report(check));
    const failed = results.filter((passed) => !passed).length;
    console.log(`${results.length - failed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function* checks(folder: string, python: string): Generator<[name: string, ended: Ended]> {
  const wheel = buildWheel();
  console.log(`built ${path.basename(wheel)}, ${Math.round(fs.statSync(wheel).size / 1024)} kB`);
  const project = new PythonProject(path.join(folder, 'python'), wheel, python);
  yield ['the unit tests of the example pass', project.test('unit')];
  yield ['its integration tests pass', project.test('integration')];
  const { template, ...ended } = project.synthesises();
  yield ['it synthesises', ended];
  if (template === undefined) return;
  const expected = typescriptTemplate(path.join(folder, 'typescript'));
  const found = differences(JSON.parse(expected), JSON.parse(template));
  yield ['its template is that of the TypeScript example', { passed: found.length === 0, output: found.join('\n') }];
  const [missed] = Object.keys(JSON.parse(expected).Resources);
  const broken = JSON.parse(expected);
  delete broken.Resources[missed];
  yield ['a resource that is not there would be noticed', { passed: differences(JSON.parse(expected), broken).length > 0, output: `${missed} was removed, and nothing was said` }];
}

function report([name, { passed, output }]: [string, Ended]): boolean {
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}`);
  if (!passed) console.log(output.split('\n').slice(-60).join('\n'));
  return passed;
}

main();
