import { Steps } from '../../src/sandbox/steps';

test('prints a step with its time, and one that failed as failed', async () => {
  const lines: string[] = [];
  const steps = new Steps((line) => lines.push(line));
  expect(await steps.run('engine started', async () => 7)).toBe(7);
  await expect(steps.run('image pulled', async () => { throw new Error('no'); })).rejects.toThrow('no');
  steps.say('done');
  expect(lines).toEqual([expect.stringMatching(/^ {2}engine started \(\d+\.\d s\)$/), expect.stringMatching(/^ {2}image pulled: failed after/), '  done']);
});
