import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { NEWEST_CDK, OLDEST_CDK } from './cdk-versions';
import { ConsumerProject, Ended, pack } from './project';

/** Only the newest shows validation plugins the construct tree. */
const VERSIONS = [
  { cdkVersion: OLDEST_CDK, how: 'scope', ownRules: false },
  { cdkVersion: NEWEST_CDK, how: 'plugins', ownRules: true },
] as const;

interface Check {
  readonly name: string;
  readonly ended: Ended;
  /** What it must fail with: a judge that is not red here judges nothing elsewhere. */
  readonly mustSay?: RegExp;
}

/** Installs the packed package as a user does, on the oldest and the newest aws-cdk-lib: `npx projen test:consumer`. */
function main(): void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'consumer-'));
  try {
    const { tarball, kilobytes } = pack(folder);
    console.log(`packed ${path.basename(tarball)}, ${kilobytes} kB unpacked`);
    const results = VERSIONS.flatMap(({ cdkVersion, how, ownRules }) => {
      const project = new ConsumerProject(path.join(folder, cdkVersion), tarball, cdkVersion);
      const checks = (function* (): Generator<Check> {
        yield { name: 'the example compiles', ended: project.compiles() };
        yield { name: 'the example synthesises', ended: project.synthesises() };
        yield { name: 'cdk-nag finds nothing in the example', ended: project.judges('orders-stack.ts', 'OrdersStack', how) };
        yield { name: 'cdk-nag is red on a bad stack', ended: project.judges('bad-stack.ts', 'PlainStack', how), mustSay: /AwsSolutions-S1\b/ };
        if (ownRules) yield { name: 'the CDK\'s own rules are red on a bad stack', ended: project.judges('bad-stack.ts', 'RefusedStack', 'scope'), mustSay: /Colour/ };
      })();
      return [...checks].map((check) => report(`aws-cdk-lib ${cdkVersion}`, check));
    });
    const failed = results.filter((passed) => !passed).length;
    console.log(`${results.length - failed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function report(where: string, { name, ended, mustSay }: Check): boolean {
  const passed = mustSay ? !ended.passed && mustSay.test(ended.output) : ended.passed;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${where}: ${name}`);
  if (!passed) console.log(ended.output.split('\n').slice(-60).join('\n'));
  return passed;
}

main();
