import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { FakeEmulator } from './fake-emulator';
import { SandboxContext } from '../../../src/sandbox/part';
import { SandboxState } from '../../../src/sandbox/state';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** A context over a fake emulator, in a folder of its own. */
export interface TestContext extends SandboxContext {
  readonly emulator: FakeEmulator;
  readonly logged: string[];
  remove(): void;
}

/** Nothing is refused, nothing is kept. */
export const openDoor: SandboxContext['access'] = {
  admit: async () => undefined,
  admitToRegistry: async () => undefined,
  require: async () => undefined,
  note: () => undefined,
  forgetPolicies: () => undefined,
};

export function testContext(overrides: Partial<SandboxContext> = {}): TestContext {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-test-')));
  const logged: string[] = [];
  return {
    state: new SandboxState(folder),
    frontUrl: 'http://127.0.0.1:1',
    emulatorUrl: 'http://127.0.0.1:2',
    region: REGION,
    accountId: ACCOUNT,
    toolPaths: [],
    access: openDoor,
    sessions: { remember: () => undefined },
    ...overrides,
    emulator: new FakeEmulator(),
    log: (line) => logged.push(line),
    logged,
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
