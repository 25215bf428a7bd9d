import { engineCandidates } from '../../src/sandbox/engine-docker';

test('a DOCKER_HOST that is set is the only engine asked', () => {
  expect(engineCandidates({ DOCKER_HOST: 'tcp://127.0.0.1:1' }, 'unix:///private.sock')).toEqual(['tcp://127.0.0.1:1']);
});

test('the engine of the machine is asked before the private one', () => {
  expect(engineCandidates({}, 'unix:///private.sock')).toEqual(['unix:///var/run/docker.sock', 'unix:///private.sock']);
});
