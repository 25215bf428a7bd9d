import * as path from 'node:path';
import { describeInSandbox, sharedSandbox, tell } from './support/shared-sandbox';
import { prepareAccount, runIntegTests } from '../../integ/support/account';
import { Aws } from '../../src/cli/demo/aws';

describeInSandbox('the integration test in the sandbox', () => {
  const say = tell('integ');

  test('a wrong expectation fails the run and is named', async () => {
    const { code, output } = await runIntegTests(sharedSandbox(), inFolder('wrong-integ'), say);
    expect(code).not.toBe(0);
    expect(output).toContain('Expected Suspended but received Enabled');
  });

  test('deploys, asserts, runs the pipeline through its stages, and takes the stack away', async () => {
    await prepareAccount(sharedSandbox());
    const { code, output } = await runIntegTests(sharedSandbox(), inFolder('default-integ'), say);
    expect(output).toMatch(/SUCCESS\s+integ.default/);
    expect(code).toBe(0);
    expect(await stacks()).not.toContainEqual(expect.stringMatching(/^TapCicdPipeline(Default|Wrong)$/));
  });

  async function stacks(): Promise<string[]> {
    const { Stacks } = await new Aws(sharedSandbox()).call<{ Stacks: Array<{ StackName: string }> }>('cloudformation', 'describe-stacks');
    return Stacks.map(({ StackName }) => StackName);
  }
});

/** Runs whatever the snapshot says, so that only the assertions decide. */
function inFolder(name: string): string[] {
  return ['--directory', path.join(__dirname, 'support', name), '--update-on-failed', '--force'];
}
