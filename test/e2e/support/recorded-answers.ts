import * as fs from 'node:fs';
import * as path from 'node:path';
import { Answer, answerProblems } from '../../support/service-models/answer-check';
import { serviceModelFolder } from '../../support/service-models/service-models';

/** Beside the state folder, so that it outlives it. */
export function answersFile(stateFolder: string): string {
  return path.join(path.dirname(stateFolder), 'answers.jsonl');
}

/** Holds every answer that the sandbox's own services gave in this run against the service models; each problem once, with its count. */
export function recordedProblems(stateFolder: string, say: (line: string) => void): string[] {
  const file = answersFile(stateFolder);
  if (!fs.existsSync(file)) return [];
  if (!serviceModelFolder()) return ['the service models of botocore are not where the sandbox installs them'];
  const answers = fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Answer);
  const operations = new Set(answers.map(({ service, operation }) => `${service} ${operation}`));
  const counts = new Map<string, number>();
  for (const problem of answers.flatMap(answerProblems)) {
    // The same place of another item is the same problem.
    const place = problem.replace(/\[\d+\]/g, '[]');
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  say(`${answers.length} answers of ${operations.size} operations were held against the service models: ${counts.size} problems`);
  return [...counts].map(([problem, count]) => `${count} x ${problem}`);
}
