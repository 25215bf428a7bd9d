import { GitHub } from 'projen/lib/github';
import { PINS } from './reasons';
import { READ, SETUP } from './steps';

/** Each language uses its built package; `build` does so for two of them, for the others take longer. */
export function addLanguagesWorkflow(github: GitHub): void {
  const workflow = github.addWorkflow('languages');
  workflow.on({ pullRequest: { branches: ['main'] }, workflowDispatch: {} });
  workflow.addJob('languages', {
    name: 'Languages',
    runsOn: ['ubuntu-latest'],
    permissions: READ,
    timeoutMinutes: 30,
    steps: [
      ...SETUP,
      { name: 'Setup Python', uses: PINS['actions/setup-python'], with: { 'python-version': '3.13' } },
      { name: 'Setup Java', uses: PINS['actions/setup-java'], with: { 'distribution': 'temurin', 'java-version': '17' } },
      { name: 'Setup Go', uses: PINS['actions/setup-go'], with: { 'go-version': 'stable', 'cache': false } },
      { name: 'Use the built package in each language', run: 'npx projen test:languages typescript javascript python java go' },
    ],
  });
}
