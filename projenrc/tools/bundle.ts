import * as fs from 'fs';
import { buildSync, BuildOptions } from 'esbuild';
import { billOfMaterials } from './bill-of-materials';
import { packTemplates } from './templates';
import { librariesIn, listLicenses } from './third-party';

interface Program {
  readonly entry: string;
  readonly outfile: string;
  readonly options?: BuildOptions;
}

/** Names stay whole where a stack trace may end up in a log of the user's account. */
const READABLE: BuildOptions = { minifyWhitespace: true, minifySyntax: true };
const SMALL: BuildOptions = { minify: true };

/** Bundled once, used by two: what writes the workflow, and the sandbox, which reads it and buildspecs. As seen from the command line's file. */
const RENDERING = '../github/index.js';

/** What runs inside CodeBuild, the custom resources' function, the command line, and what writes YAML. */
const PROGRAMS: Program[] = [
  { entry: 'src/runtime/main.ts', outfile: 'assets/runtime/index.js', options: READABLE },
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html: the runtime brings the SDK
  { entry: 'src/runtime/provisioning/handler.ts', outfile: 'assets/provisioning/index.js', options: { ...READABLE, external: ['@aws-sdk/*'] } },
  // Not a program: so that an installed package brings no libraries of its own.
  { entry: 'src/github/workflow/rendering/index.ts', outfile: 'assets/github/index.js', options: SMALL },
  { entry: 'src/cli/main.ts', outfile: 'assets/cli/index.js', options: { ...SMALL, alias: { yaml: RENDERING }, external: [RENDERING] } },
];

function main(): void {
  const libraries = librariesIn(PROGRAMS.map(({ entry, outfile, options }) => {
    const { metafile } = buildSync({
      entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', legalComments: 'none', logLevel: 'warning', metafile: true, ...options,
    });
    return { outfile, inputs: Object.keys(metafile?.inputs ?? {}) };
  }));
  packTemplates('assets/cli/templates.json.gz');
  fs.writeFileSync('assets/THIRD-PARTY-LICENSES', listLicenses(libraries));
  const product = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  fs.writeFileSync('assets/sbom.cdx.json', `${JSON.stringify(billOfMaterials(product, libraries), undefined, 1)}\n`);
}

main();
