import * as fs from 'node:fs';
import * as path from 'node:path';
import { EXAMPLE_BASE_IMAGE, missingImage, standInConfiguration } from '../../src/sandbox/base-image';

test('the stand-in says that it is one', () => {
  expect(standInConfiguration(EXAMPLE_BASE_IMAGE)).toContain('LABEL tap-cicd-pipeline.stand-in=true');
});

test('the example builds on the image that the sandbox provides', () => {
  const dockerfile = fs.readFileSync(path.join(__dirname, '../../examples/orders-service/Dockerfile'), 'utf8');
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
  expect(new Set(images)).toEqual(new Set([EXAMPLE_BASE_IMAGE.name]));
});

test('an image that can be neither pulled nor made is told with what to do', () => {
  expect(missingImage('node:22')).toMatch(/^node:22: not on the engine.*'docker pull' or 'docker load'/);
});
