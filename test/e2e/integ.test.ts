import * as path from 'node:path';
import { describeInSandbox, sharedSandbox, tell } from './support/shared-sandbox';
import { prepareAccount } from '../../integ/support/account';
import { runIntegTests, verdictOf } from '../../integ/support/integ-run';
import { Aws } from '../../src/cli/demo/aws';
import { sandboxEnvironment } from '../../src/sandbox';
import { CommandResult } from '../../src/sandbox/run-command';

describeInSandbox('the integration test in the sandbox', () => {
  const say = tell('integ');

  test('a wrong expectation fails the run and is named', async () => {
    const { code, stdout, stderr } = await runFolder('wrong-integ');
    expect(code).not.toBe(0);
    expect(verdictOf(`${stdout}${stderr}`).passed).toBe(false);
    expect(`${stdout}${stderr}`).toContain('Expected Suspended but received Enabled');
  });

  test('deploys, asserts, runs the pipeline through its stages, and takes the stack away', async () => {
    await prepareAccount(sharedSandbox());
    const { code, stdout, stderr } = await runFolder('default-integ');
    expect(`${stdout}${stderr}`).toMatch(/SUCCESS\s+integ.default/);
    expect(verdictOf(`${stdout}${stderr}`)).toEqual({ passed: true, reasons: [] });
    expect(code).toBe(0);
    expect(await stacks()).not.toContainEqual(expect.stringMatching(/^TapCicdPipeline(Default|Wrong)$/));
  });

  function runFolder(name: string): Promise<CommandResult> {
    const sandbox = sharedSandbox();
    return runIntegTests({ environment: sandboxEnvironment(sandbox), region: sandbox.region }, path.join(__dirname, 'support', name), [], say);
  }

  async function stacks(): Promise<string[]> {
    const { Stacks } = await new Aws(sharedSandbox()).call<{ Stacks: Array<{ StackName: string }> }>('cloudformation', 'describe-stacks');
    return Stacks.map(({ StackName }) => StackName);
  }
});
