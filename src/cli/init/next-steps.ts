import * as path from 'node:path';
import { Language } from './answers';
import { Wanted } from './questions';
import { Versions } from './versions';

/** A command, and what it is for. */
export interface NextStep {
  readonly command: string;
  readonly purpose: string;
}

/** What is done next in the new project, in order. */
export function nextSteps({ answers: { language, workingDirectory, repository }, appFolder }: Wanted, versions: Versions, from: string): NextStep[] {
  const folder = path.relative(from, appFolder);
  const isBelow = workingDirectory !== '.';
  const cdk = INSTALLED_BY_NPM.includes(language) ? 'npx cdk' : 'cdk';
  return [
    ...(folder ? [{ command: `cd ${folder}`, purpose: '' }] : []),
    ...stepsOf(language, versions),
    { command: `npx tap-cicd-pipeline run${isBelow ? '' : ` --source ../${repository.split('/')[1]}`}`, purpose: 'the pipeline on this machine, before anything touches AWS' },
    { command: `${cdk} bootstrap`, purpose: 'once for each account and region' },
    { command: `${cdk} deploy`, purpose: 'once, by hand: it makes the roles that the workflow takes' },
  ];
}

const INSTALLED_BY_NPM: Language[] = ['typescript', 'javascript'];

function stepsOf(language: Language, versions: Versions): NextStep[] {
  if (INSTALLED_BY_NPM.includes(language)) return NODE_STEPS;
  const cdk = { command: `npm install --global aws-cdk@${versions['aws-cdk']}`, purpose: 'the CDK CLI' };
  return [...(language === 'java' ? JAVA_STEPS : PYTHON_STEPS), cdk];
}

const JAVA_STEPS: NextStep[] = [{ command: 'mvn verify', purpose: 'the tests of the stack and of the app' }];

const PYTHON_STEPS: NextStep[] = [
  { command: 'uv pip compile --generate-hashes --universal --python-version 3.10 requirements.in -o requirements.txt', purpose: 'the lock file, which belongs into git' },
  { command: 'python3 -m venv .venv && . .venv/bin/activate', purpose: '' },
  { command: 'python -m pip install --no-deps --require-hashes -r requirements.txt', purpose: '' },
  { command: 'python -m pytest', purpose: 'the tests of the stack' },
];

const NODE_STEPS: NextStep[] = [
  { command: 'npm install', purpose: 'writes the lock file, which belongs into git' },
  { command: 'npm test', purpose: 'the tests of the stack' },
];
