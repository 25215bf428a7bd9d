import * as fs from 'node:fs';
import * as path from 'node:path';
import { EXAMPLE_BASE_IMAGE, standInConfiguration } from '../../src/sandbox/base-image';

test('the stand-in says that it is one', () => {
  expect(standInConfiguration(EXAMPLE_BASE_IMAGE)).toContain('LABEL tap-cicd-pipeline.stand-in=true');
});

test('the example builds on the image that the sandbox provides', () => {
  const dockerfile = fs.readFileSync(path.join(__dirname, '../../examples/orders-service/Dockerfile'), 'utf8');
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map((match) => match[1]);
  expect(new Set(images)).toEqual(new Set([EXAMPLE_BASE_IMAGE.name]));
});
