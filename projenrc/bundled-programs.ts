import { Component, awscdk } from 'projen';

/** The programs that are shipped as one file each; the table of them is in `tools/bundle.ts`. */
export class BundledPrograms extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.addDevDeps('esbuild@0.28.2');
    const tool = (file: string) => `ts-node --transpile-only --project projenrc/tsconfig.json projenrc/tools/${file}`;
    const bundle = project.addTask('bundle', { description: 'Bundle the programs of src/runtime and src/cli' });
    bundle.exec(tool('bundle.ts'));
    bundle.exec('mkdir -p assets/cli/emulator && cp src/sandbox/emulator/*.py src/sandbox/emulator/requirements.txt assets/cli/emulator/');
    project.preCompileTask.spawn(bundle);
    // Part of compiling, so that whatever runs the compiled package runs what is shipped.
    project.compileTask.exec(tool('ship-library.ts'));
  }
}
