import { execFileSync, spawnSync } from 'child_process';

/** Builds the package for .NET; without its SDK the sources are only generated. A release must not go on without them: in CI the SDK is asked for in any case. */
function main(): void {
  const compiles = process.env.CI !== undefined || spawnSync('dotnet', ['--version']).status === 0;
  if (!compiles) console.error('SKIPPED dotnet: the .NET SDK is missing: C# is only generated, not compiled');
  execFileSync('jsii-pacmak', ['-v', '--target', 'dotnet', ...(compiles ? [] : ['--code-only'])], { stdio: 'inherit' });
}

main();
