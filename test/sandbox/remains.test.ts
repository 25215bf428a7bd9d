import * as os from 'node:os';
import * as path from 'node:path';
import { imagesOf, isOfSandbox } from '../../src/sandbox/remains';
import { buildFolderPrefix, taskResourcePrefix } from '../../src/sandbox/sandbox-label';

const LISTED = [
  '127.0.0.1:4567/cicd-repository-dev\tabc\tsha256:1',
  '127.0.0.1:4567/cicd-repository-dev\t<none>\tsha256:2',
  '127.0.0.1:4567/cicd-repository-dev\tabc\tsha256:1',
  '127.0.0.1:45678/of-another-sandbox\tabc\tsha256:3',
  'node\t22-bookworm-slim\t<none>',
  '<none>\t<none>\t<none>',
].join('\n');

test('the images of a registry are told by its address, with tag or digest, each once', () => {
  expect(imagesOf('127.0.0.1:4567', LISTED)).toEqual(['127.0.0.1:4567/cicd-repository-dev:abc', '127.0.0.1:4567/cicd-repository-dev@sha256:2']);
});

describe('a process left over', () => {
  const sandbox = { stateFolder: '/home/jane/orders/.sandbox', frontUrl: 'http://127.0.0.1:4566' };
  const folder = path.join(os.tmpdir(), `${buildFolderPrefix(sandbox.stateFolder)}x1y2z3`, 'src', 'primary');
  const other = path.join(os.tmpdir(), `${buildFolderPrefix('/home/jane/other/.sandbox')}x1y2z3`);

  test.each([
    ['a build', `PATH=/bin\0CODEBUILD_SRC_DIR=${folder}\0HOME=/x`, true],
    ["a function of the sandbox's emulator", 'SANDBOX_FRONT_URL=http://127.0.0.1:4566\0HOME=/x', true],
    ['a build of another sandbox', `CODEBUILD_SRC_DIR=${other}\0`, false],
    ['an emulator whose front has a longer port', 'SANDBOX_FRONT_URL=http://127.0.0.1:45661\0', false],
    ["a shell that has the sandbox's environment", 'AWS_ENDPOINT_URL=http://127.0.0.1:4566\0', false],
    ['one whose environment cannot be read', '', false],
  ])('%s', (_name, environment, expected) => {
    expect(isOfSandbox(environment, sandbox)).toBe(expected);
  });
});

test('two sandboxes share no name', () => {
  expect(taskResourcePrefix('/a/.sandbox')).not.toBe(taskResourcePrefix('/b/.sandbox'));
});
