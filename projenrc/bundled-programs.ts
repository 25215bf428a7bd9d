import { Component, awscdk } from 'projen';

/** The two programs that are shipped as one file each: what runs inside CodeBuild, and the command line. */
const PROGRAMS = [
  { entry: 'src/runtime/main.ts', outfile: 'assets/runtime/index.js' },
  { entry: 'src/cli/main.ts', outfile: 'assets/cli/index.js' },
];

export class BundledPrograms extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.addDevDeps('esbuild@0.28.2');
    const bundle = project.addTask('bundle', { description: 'Bundle the programs of src/runtime and src/cli' });
    for (const { entry, outfile } of PROGRAMS) {
      bundle.exec(`esbuild --bundle --platform=node --target=node20 --minify-whitespace --legal-comments=none --log-level=warning --outfile=${outfile} ${entry}`);
    }
    bundle.exec('mkdir -p assets/cli/emulator && cp src/sandbox/emulator/*.py src/sandbox/emulator/requirements.txt assets/cli/emulator/');
    project.preCompileTask.spawn(bundle);
  }
}
