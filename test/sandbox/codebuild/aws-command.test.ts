import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AwsCommand } from '../../../src/sandbox/codebuild/aws-command';
import { buildFolderPrefix } from '../../../src/sandbox/sandbox-label';

let folder: string;

beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), "it's a folder ")); });
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** A folder with programs that print their arguments. */
function tools(...names: string[]): string {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  names.forEach((name) => fs.writeFileSync(path.join(bin, name), '#!/bin/sh\nfor a in "$@"; do printf "[%s]" "$a"; done', { mode: 0o755 }));
  return bin;
}

test("a build's aws hands every argument to the process that has imported the CLI, with the stock command to fall back on", () => {
  const bin = tools('aws', 'python');
  const commands = path.join(folder, 'commands');
  fs.mkdirSync(commands);
  fs.symlinkSync('../bin/aws', path.join(commands, 'aws'));
  new AwsCommand('/state', ['/nowhere', commands]).install(path.join(folder, 'programs'));
  const output = execFileSync(path.join(folder, 'programs', 'aws'), ['s3', 'cp', "it's", ''], { encoding: 'utf8' });
  const socket = path.join(fs.realpathSync(os.tmpdir()), `${buildFolderPrefix('/state')}aws.sock`);
  expect(output).toMatch(/^\[-I\]\[-S\]\[.*aws_client\.py\]/);
  expect(output.endsWith(`[${socket}][${bin}/aws][s3][cp][it's][]`)).toBe(true);
});

test("without the sandbox's own CLI a build has the machine's", () => {
  const command = new AwsCommand('/state', [tools('aws')]);
  command.start();
  command.install(path.join(folder, 'programs'));
  command.stop();
  expect(fs.existsSync(path.join(folder, 'programs'))).toBe(false);
});
