import * as fs from 'fs';
import * as path from 'path';

/** How a package is known to be more than generated text: the file that only a build leaves. */
const BUILDS = [
  { language: 'js', built: /\.tgz$/, how: 'compiled by jsii' },
  { language: 'java', built: /\d\.jar$/, how: 'compiled by javac' },
  { language: 'python', built: /\.whl$/, how: 'built; Python has no compiler' },
  { language: 'go', built: /^go\.mod$/, how: 'compiled by go build' },
  { language: 'dotnet', built: /\.nupkg$/, how: 'compiled by dotnet' },
];

/** Prints what `package-all` left in dist: one line a language. */
function main(): void {
  for (const { language, built, how } of BUILDS) {
    const files = filesIn(path.join('dist', language));
    const found = files.find((file) => built.test(path.basename(file)));
    const verdict = found ? `${how}: ${found}` : files.length > 0 ? `only generated: ${files.length} files` : 'nothing';
    console.log(`${language.padEnd(8)}${verdict}`);
  }
}

function filesIn(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  const entries = fs.readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

main();
