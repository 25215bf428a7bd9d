import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AwsCli } from './ports/aws-cli';
import { systemClock } from './ports/clock';
import { CurlHttp } from './ports/http';
import { StreamLog } from './ports/log';
import { RetryingAws } from './ports/retrying-aws';
import { Program, runProgram } from './program';

const program: Program = {
  aws: new RetryingAws(new AwsCli(), systemClock),
  http: new CurlHttp(),
  clock: systemClock,
  log: new StreamLog((text) => process.stdout.write(text), systemClock),
  readFile: (path) => readFileSync(path, 'utf8'),
  writeFile: (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  },
};

void runProgram(process.argv.slice(2), process.env, program).then((exitCode) => {
  process.exitCode = exitCode;
});
