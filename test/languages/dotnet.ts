import { Language, Step } from './language';

/**
 * C#: only generated (`npx projen package:dotnet`), never compiled here.
 *
 * It would need the .NET SDK, which Debian, npm and PyPI do not have, and the assemblies Amazon.CDK.Lib and Amazon.JSII.Runtime, which are on NuGet alone.
 * Debian's mcs stops at C# 7, and refuses what jsii generates.
 */
export class DotNet implements Language {
  readonly name = 'csharp';

  missing(): string {
    return 'C# is only generated: nothing here compiles or runs it';
  }

  *steps(): Generator<Step> {
    throw new Error(this.missing());
  }
}
