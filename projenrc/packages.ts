import { awscdk, Component } from 'projen';

const TOOL = 'ts-node --transpile-only --project projenrc/tsconfig.json projenrc/tools';

/** `package-all` goes as far as the toolchains of the machine allow, and says how far. */
export class Packages extends Component {
  constructor(private readonly library: awscdk.AwsCdkConstructLibrary) {
    super(library);
  }

  /** Only now projen has made the tasks. */
  override preSynthesize(): void {
    this.library.tasks.tryFind('package:dotnet')?.reset(`${TOOL}/package-dotnet.ts`);
    this.library.tasks.tryFind('package-all')?.exec(`${TOOL}/list-packages.ts`);
  }
}
