import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { exclusively } from '../../src/sandbox/machine-lock';
import { Steps } from '../../src/sandbox/steps';

let cache: string;
let said: string[];
const steps = new Steps((line) => void said.push(line.trim()));

beforeEach(() => {
  cache = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'));
  said = [];
});
afterEach(() => fs.rmSync(cache, { recursive: true, force: true }));

/** Keeps the order in which works begin and end. */
function worker(order: string[], name: string) {
  return async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    order.push(`${name} ends`);
    return name;
  };
}

test('works are done one after the other, and nothing is left', async () => {
  const order: string[] = [];
  const results = await Promise.all(['a', 'b', 'c'].map((name) => exclusively(cache, steps, worker(order, name))));
  expect(results).toEqual(['a', 'b', 'c']);
  for (let i = 0; i < order.length; i += 2) {
    expect(order[i + 1]).toBe(order[i].replace('begins', 'ends'));
  }
  expect(said).toEqual(Array(2).fill(`waits for process ${process.pid}, which prepares the same cache`));
  expect(fs.readdirSync(cache)).toEqual([]);
});

test('a work that fails gives the lock back', async () => {
  await expect(exclusively(cache, steps, () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
  expect(await exclusively(cache, steps, async () => 'next')).toBe('next');
});

test('the lock of a process that ended is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  fs.writeFileSync(path.join(cache, 'lock'), JSON.stringify({ pid, startTime: '1' }));
  expect(await exclusively(cache, steps, async () => 'done', 2)).toBe('done');
  expect(fs.readdirSync(cache)).toEqual([]);
});

test('who waits for too long is told for whom', async () => {
  await exclusively(cache, steps, async () => {
    await expect(exclusively(cache, steps, async () => 'never', 0.2)).rejects.toThrow(
      `process ${process.pid} prepares the sandbox's cache for more than 0.2 s; end it, or remove ${path.join(cache, 'lock')}`);
  });
});
