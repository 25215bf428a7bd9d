import { HttpEmulatorClient } from './emulator-client';
import { startFront } from './front';
import { recordAnswers } from './front-answers';
import { AccessControl } from './iam/access-control';
import { CallRecord } from './iam/call-record';
import { RoleSessions } from './iam/role-sessions';
import { SandboxContext } from './part';
import { readSandbox, Sandbox } from './sandbox-record';
import { SandboxState } from './state';
import { IdentityReader } from './sts/identity-reader';

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
  const context = frontContext(sandbox);
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

function frontContext(sandbox: Sandbox): SandboxContext {
  const { region, accountId, emulatorUrl, frontUrl, toolPaths, accessKeyId, secretAccessKey, stateFolder } = sandbox;
  const state = new SandboxState(stateFolder);
  const sessions = new RoleSessions(state);
  const emulator = new HttpEmulatorClient({
    url: emulatorUrl,
    roleUrl: frontUrl,
    region,
    accountId,
    credentials: { accessKeyId, secretAccessKey },
    onSession: (key, session) => sessions.remember(key, session),
  });
  const log = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);
  const identities = new IdentityReader(emulator);
  const access = new AccessControl({
    region,
    accountId,
    sessions,
    record: new CallRecord(stateFolder),
    policiesOf: (roleArn) => identities.policiesOf(roleArn),
    encryptionKeyOf: (bucket, key) => emulator.encryptionKeyOf(bucket, key),
    secretArn: (secretId) => emulator.secretArn(secretId),
    sessionOfFunction: (key) => identities.callerArn({ accessKeyId: key, secretAccessKey: 'not known, and not verified' }),
    log,
  });
  return { state, sessions, emulator, access, frontUrl, emulatorUrl, region, accountId, dockerHost: sandbox.engine.dockerHost, toolPaths, log };
}
