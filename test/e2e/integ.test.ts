import * as path from 'node:path';
import { describeInSandbox, sharedSandbox, tell } from './support/shared-sandbox';
import { prepareAccount, runIntegTests } from '../../integ/support/account';

describeInSandbox('the integration test in the sandbox', () => {
  const say = tell('integ');

  test('a wrong expectation fails the run and is named', async () => {
    const { code, output } = await runIntegTests(sharedSandbox(), ['--directory', path.join(__dirname, 'support', 'wrong-integ'), '--update-on-failed'], say);
    expect(code).not.toBe(0);
    expect(output).toMatch(/"Status":\s*"Enabled"|Suspended/);
  });

  test('deploys, asserts, runs the pipeline through its stages, and takes the stack away', async () => {
    await prepareAccount(sharedSandbox());
    const { code, output } = await runIntegTests(sharedSandbox(), ['--directory', 'integ', '--force'], say);
    expect(output).toMatch(/SUCCESS\s+integ.default/);
    expect(code).toBe(0);
  });
});
