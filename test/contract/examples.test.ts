import * as path from 'path';
import { typeErrors } from '../support/compile';
import { documents, examplesIn, examplesOf, inFixture, synthesiseExample } from '../support/examples';

const ROOT = path.join(__dirname, '..', '..');
const EXAMPLES = examplesOf(documents());
/** The fixture imports what any of the examples may use. */
const OPTIONS = { paths: { 'tap-cicd-pipeline': [path.join(ROOT, 'src')] }, noUnusedLocals: false };

describe('the examples of README and guides', () => {
  test('compile inside the fixture of rosetta', () => {
    const sources = Object.fromEntries([...EXAMPLES.map(({ code }, index) => [`example-${index}`, inFixture(code)]), ['misspelt', inFixture('cicd.addTestSwuite();')]]);
    const { misspelt, ...errors } = typeErrors(sources, __dirname, OPTIONS);
    expect(EXAMPLES.map(({ place }, index) => [place, errors[`example-${index}`]]).filter(([, found]) => found.length > 0)).toEqual([]);
    expect(misspelt).toEqual([expect.stringContaining('addTestSwuite')]);
  });

  test.each(EXAMPLES.map((example) => [example.place, example]))('%s synthesises', (_, example) => expect(synthesiseExample(example)).toEqual([]));

  test('fails when an example throws', () => {
    const [example] = examplesIn('guide.md', "```ts\nRepo.gitHub('acme/orders');\nnew TapCicdPipeline(this, 'Cicd', { environmentSuffix: 'Prod', repo });\n```\n");
    expect(() => synthesiseExample(example)).toThrow("Example/Cicd: 'environmentSuffix' must be");
  });
});
