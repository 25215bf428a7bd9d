import { cachedIn } from '../../../src/sandbox/codebuild/cached-work';

test('counts the layers that BuildKit did not build again', () => {
  expect(cachedIn(['#5 [1/3] FROM node', '#6 [2/3] COPY . .', '#6 CACHED', '#7 [3/3] RUN npm ci', '#7 CACHED', '#8 exporting'])).toEqual(['2 of 3 layers cached']);
});

test('counts the layers that the older builder did not build again', () => {
  expect(cachedIn(['Step 1/2 : FROM node', ' ---> 0a1b', 'Step 2/2 : COPY . .', ' ---> Using cache', ' ---> 1b2c'])).toEqual(['1 of 2 layers cached']);
});

test('sees an image that was there, and folders that were restored', () => {
  expect(cachedIn(['commit 0a1b is already built: sha256:1', '[Container] 2026/01/01 00:00:00.000 Restored cache /root/.npm/**/*'])).toEqual(['image already built', '1 folder restored']);
});

test('says nothing of a build that did everything', () => {
  expect(cachedIn(['Step 1/2 : FROM node', 'CACHED is only a word here', 'Step 2/2 : RUN true'])).toEqual([]);
});
