import { readDeploySettings } from './deploy/deploy-settings';
import { DeployPorts, runDeploy } from './deploy/deployer';
import { readGateSettings } from './gate/gate-settings';
import { GatePorts, runScanGate } from './gate/scan-gate';
import { messageOf } from './ports/aws';
import { Environment, SettingsError } from './settings-reader';

/** What both programs need of the world. */
export interface Program extends GatePorts, DeployPorts {}

const USAGE = 'usage: node pipeline-runtime.js scan-gate|deploy (settings come from environment variables)';
const EXIT_SETTINGS = 2;
const EXIT_BROKEN = 1;

/** Runs the subcommand and returns the exit code; never throws. */
export async function runProgram(args: readonly string[], environment: Environment, program: Program): Promise<number> {
  try {
    switch (args.length === 1 ? args[0] : undefined) {
      case 'scan-gate': return await runScanGate(readGateSettings(environment), program);
      case 'deploy': return await runDeploy(readDeploySettings(environment), program);
      default:
        program.log.plain(`unknown arguments ${JSON.stringify(args)}\n${USAGE}`);
        return EXIT_SETTINGS;
    }
  } catch (error) {
    program.log.plain(`${args[0]} failed: ${messageOf(error)}`);
    return error instanceof SettingsError ? EXIT_SETTINGS : EXIT_BROKEN;
  }
}
