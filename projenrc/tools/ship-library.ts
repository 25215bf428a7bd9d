import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { buildSync } from 'esbuild';
import { librariesIn } from './third-party';

const LIB = path.resolve('lib');
const DOOR = path.join(LIB, 'index.js');

/**
 * Makes one file of what jsii compiled, and leaves only the declarations that the public ones refer to.
 *
 * Seventy files take longer to find and read than all that they load of aws-cdk-lib. Names stay whole for stack traces; what the code says is
 * in the repository, what the API says in the declarations.
 */
function main(): void {
  const names = Object.keys(createRequire(DOOR)(DOOR));
  const { metafile } = buildSync({
    entryPoints: [DOOR],
    outfile: DOOR,
    allowOverwrite: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['aws-cdk-lib', 'constructs'],
    // Not the syntax: of getters with `enumerable: !0` the names cannot be read without running the file.
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    // For `import { TapCicdPipeline }` in ECMAScript modules; @see https://github.com/nodejs/cjs-module-lexer
    footer: { js: `0 && (module.exports={${names.join(',')}});` },
  });
  const [library] = librariesIn([{ outfile: DOOR, inputs: Object.keys(metafile.inputs) }]);
  if (library) throw new Error(`${library.name} would become part of lib/index.js: licenses and bill of materials are only of what is in assets`);
  const kept = new Set([DOOR, ...declarations(path.join(LIB, 'index.d.ts'))]);
  filesIn(LIB).filter((file) => !kept.has(file)).forEach((file) => fs.rmSync(file));
}

function declarations(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, from, imported] of fs.readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'|import\("(\.[^"]+)"\)/g)) {
    const target = path.resolve(path.dirname(file), from ?? imported);
    const declared = [`${target}.d.ts`, path.join(target, 'index.d.ts')].find((candidate) => fs.existsSync(candidate));
    if (declared === undefined) throw new Error(`${file} refers to ${target}, of which there is no declaration`);
    declarations(declared, found);
  }
  return found;
}

function filesIn(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

main();
