import { Component, awscdk } from 'projen';

interface Program {
  readonly entry: string;
  readonly outfile: string;
  /** Not bundled, since it is there where the program runs. */
  readonly external?: string;
}

/** The programs that are shipped as one file each: what runs inside CodeBuild, the custom resources' function, the command line. */
const PROGRAMS: Program[] = [
  { entry: 'src/runtime/main.ts', outfile: 'assets/runtime/index.js' },
  // https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html: the runtime brings the SDK
  { entry: 'src/runtime/provisioning/handler.ts', outfile: 'assets/provisioning/index.js', external: '@aws-sdk/*' },
  { entry: 'src/cli/main.ts', outfile: 'assets/cli/index.js' },
  // Not a program: what writes YAML, with its libraries, so that an installed package brings none of its own.
  { entry: 'src/github/workflow/rendering/index.ts', outfile: 'assets/github/index.js' },
];

export class BundledPrograms extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.addDevDeps('esbuild@0.28.2');
    const bundle = project.addTask('bundle', { description: 'Bundle the programs of src/runtime and src/cli' });
    for (const { entry, outfile, external } of PROGRAMS) {
      const left = external ? ` '--external:${external}'` : '';
      bundle.exec(`esbuild --bundle --platform=node --target=node20 --minify-whitespace --legal-comments=none --log-level=warning${left} --outfile=${outfile} ${entry}`);
    }
    bundle.exec('cp src/github/workflow/rendering/LICENSES assets/github/');
    bundle.exec('mkdir -p assets/cli/emulator && cp src/sandbox/emulator/*.py src/sandbox/emulator/requirements.txt assets/cli/emulator/');
    project.preCompileTask.spawn(bundle);
  }
}
