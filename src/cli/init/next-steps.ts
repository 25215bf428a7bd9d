import * as path from 'node:path';
import { Wanted } from './questions';
import { Versions } from './versions';

/** A command, and what it is for. */
export interface NextStep {
  readonly command: string;
  readonly purpose: string;
}

/** What is done next in the new project, in order. */
export function nextSteps({ answers, appFolder }: Wanted, versions: Versions, from: string): NextStep[] {
  const folder = path.relative(from, appFolder);
  const isBelow = answers.workingDirectory !== '.';
  const source = isBelow ? '' : ' --source ../FOLDER-OF-THE-APPLICATION';
  const cdk = answers.language === 'python' ? 'cdk' : 'npx cdk';
  return [
    ...(folder ? [{ command: `cd ${folder}`, purpose: '' }] : []),
    ...(answers.language === 'python' ? pythonSteps(versions) : NODE_STEPS),
    { command: `npx tap-cicd-pipeline run${source}`, purpose: 'the pipeline on this machine, before anything touches AWS' },
    { command: `${cdk} bootstrap`, purpose: 'once for each account and region' },
    { command: `${cdk} deploy`, purpose: 'once, by hand: it makes the roles that the workflow takes' },
  ];
}

const NODE_STEPS: NextStep[] = [
  { command: 'npm install', purpose: 'writes the lock file, which belongs into git' },
  { command: 'npm test', purpose: 'the tests of the stack' },
];

function pythonSteps(versions: Versions): NextStep[] {
  return [
    { command: 'uv pip compile --generate-hashes --universal --python-version 3.10 requirements.in -o requirements.txt', purpose: 'the lock file, which belongs into git' },
    { command: 'python3 -m venv .venv && . .venv/bin/activate', purpose: '' },
    { command: 'python -m pip install --require-hashes -r requirements.txt', purpose: '' },
    { command: 'python -m pytest', purpose: 'the tests of the stack' },
    { command: `npm install --global aws-cdk@${versions['aws-cdk']}`, purpose: 'the CDK CLI' },
  ];
}
