import * as os from 'node:os';
import * as path from 'node:path';
import { cacheFolder } from '../../src/sandbox/cache-folder';

test('follows XDG_CACHE_HOME', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/caches' })).toBe('/caches/tap-cicd-pipeline');
});

test.each([[{}], [{ XDG_CACHE_HOME: '' }], [{ XDG_CACHE_HOME: 'relative' }]])('is below the home folder with %j', (environment) => {
  expect(cacheFolder(environment)).toBe(path.join(os.homedir(), '.cache', 'tap-cicd-pipeline'));
});
