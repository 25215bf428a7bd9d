import { HttpEmulatorClient } from './emulator-client';
import { startFront } from './front';
import { recordAnswers } from './front-answers';
import { SandboxContext } from './part';
import { readSandbox } from './sandbox-record';
import { SandboxState } from './state';

/** Environment variable that names a file to which every answer of the sandbox's own services is appended. */
export const ANSWERS_FILE = 'TAP_CICD_PIPELINE_ANSWERS';

/**
 * Runs the front of the sandbox of a folder until it is told to stop (SIGTERM, SIGINT or `POST /_sandbox/shutdown`).
 *
 * Everything it needs stands in the folder's record, so that it can be started again after a crash.
 */
export async function runFront(stateFolder: string): Promise<void> {
  const sandbox = readSandbox(stateFolder);
  if (!sandbox) {
    throw new Error(`there is no sandbox in ${stateFolder}; bring one up first`);
  }
  const { region, accountId, emulatorUrl, frontUrl, toolPaths, accessKeyId, secretAccessKey } = sandbox;
  const context: SandboxContext = {
    state: new SandboxState(stateFolder),
    emulator: new HttpEmulatorClient({ url: emulatorUrl, region, credentials: { accessKeyId, secretAccessKey } }),
    frontUrl,
    emulatorUrl,
    region,
    accountId,
    dockerHost: sandbox.engine.dockerHost,
    toolPaths,
    log: (line) => console.log(`${new Date().toISOString()} ${line}`),
  };
  await new Promise<void>((resolve, reject) => {
    const file = process.env[ANSWERS_FILE];
    startFront({ context, port: sandbox.frontPort, onShutDown: resolve, ...(file ? { onAnswer: recordAnswers(file) } : {}) })
      .then((front) => {
        context.log(`AWS endpoint at ${front.url}`);
        const stop = (): void => void front.close().then(resolve, reject);
        process.once('SIGTERM', stop);
        process.once('SIGINT', stop);
      })
      .catch(reject);
  });
}
