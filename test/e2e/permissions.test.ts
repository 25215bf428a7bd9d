import * as path from 'node:path';
import { CdkApp } from './support/cdk-app';
import { Followed, OrdersDelivery } from './support/orders-delivery';
import { describeInSandbox, sharedSandbox, tell } from './support/shared-sandbox';
import { UNEXERCISED } from './support/unexercised';
import { ActionUse, actionUses, describeUses, readCalls, RecordedCall } from '../../src/sandbox';

interface PolicyDocument {
  readonly Statement: Array<{ readonly Action: string | string[] }>;
}

/** For the proof by hand that the test notices: the name of an action that the list of unexercised ones loses. */
const FORGOTTEN = process.env.E2E_FORGOTTEN_REASON;

describeInSandbox('the roles of the pipeline, with their policies enforced', () => {
  const say = tell('permissions');
  let orders: OrdersDelivery;
  let version = 0;

  beforeAll(async () => {
    const app = new CdkApp(sharedSandbox(), path.join(__dirname, 'support', 'app'), { suffix: 'iam' });
    orders = await OrdersDelivery.create('permissions', app, 'acme/orders-iam');
    await app.deploy();
  }, 300_000);

  test('suffice for a delivery, and no call is refused', async () => {
    const delivered = await deliver();
    expect(delivered.status).toBe('Succeeded');
    expect(refused()).toEqual([]);
    const calls = ours().filter(({ executionId }) => executionId === delivered.executionId);
    expect([...new Set(calls.map(({ action }) => action))].sort()).toEqual([
      'Build/DockerBuild', 'Deploy/DeployService', 'SecurityScan/ScanGate', 'Source/GitHub', 'Test/Integration', 'Test/Unit',
    ]);
    expect(calls.length).toBeGreaterThan(50);
  });

  test('are needed: every action that was not used is on the list, with its reason', async () => {
    const uses = (await actionUses(sharedSandbox())).filter(({ role }) => role.includes('-iam-'));
    describeUses(uses).forEach(say);
    expect(uses.length).toBeGreaterThan(60);
    const unused = [...new Set(uses.filter(({ calls }) => calls === 0).map(nameOf))].sort();
    unused.forEach((name) => say(`not exercised: ${name}: ${UNEXERCISED[name] ?? 'NO REASON KNOWN'}`));
    expect(unused).toEqual(Object.keys(UNEXERCISED).filter((name) => name !== FORGOTTEN).sort());
  });

  test.each([
    ['pipeline', 'codebuild:StartBuild', 'Build'],
    ['pipeline', 'codeconnections:UseConnection', 'Source'],
    ['build', 'ecr:GetAuthorizationToken', 'Build'],
    ['unit', 'codebuild:CreateReport', 'Test'],
    ['scan', 'ecr:DescribeImageScanFindings', 'SecurityScan'],
    ['deploy', 'iam:PassRole', 'Deploy'],
  ])('fail the stage when the %s role loses the statement with %s: %s', async (name, action, stage) => {
    const role = `cicd-${name}-role-iam-${sharedSandbox().region}`;
    const restore = await withoutStatement(role, action);
    try {
      const failed = await deliver();
      expect(failed.stages.filter(({ status }) => status === 'Failed').map((one) => one.name)).toEqual([stage]);
      const denied = refused().filter(({ executionId }) => executionId === failed.executionId);
      expect(denied.map(({ role: refusedRole, decision }) => [refusedRole, decision])).toContainEqual([role, 'denied']);
      expect(denied.map(({ call }) => call)).toContain(action);
      expect(denied[0].reason).toBe(`because no identity-based policy allows the ${denied[0].call} action`);
    } finally {
      await restore();
    }
  });

  /** Pushes a commit and follows it to the end. */
  async function deliver(): Promise<Followed> {
    version += 1;
    return orders.follow(await orders.push(`1.${version}.0`));
  }

  function ours(): RecordedCall[] {
    return readCalls(sharedSandbox().stateFolder).filter(({ role }) => role.includes('-iam-'));
  }

  function refused(): RecordedCall[] {
    return ours().filter(({ decision }) => decision === 'denied');
  }

  /** Takes a statement out of a role's policies, as somebody would in the console; answers how to put it back. */
  async function withoutStatement(role: string, action: string): Promise<() => Promise<void>> {
    const { PolicyNames } = await orders.aws.call<{ PolicyNames: string[] }>('iam', 'list-role-policies', '--role-name', role);
    const [name] = PolicyNames;
    const { PolicyDocument: before } = await orders.aws.call<{ PolicyDocument: PolicyDocument }>('iam', 'get-role-policy', '--role-name', role, '--policy-name', name);
    const Statement = before.Statement.filter(({ Action }) => ![Action].flat().includes(action));
    expect(Statement).toHaveLength(before.Statement.length - 1);
    const put = (document: PolicyDocument) => orders.aws.call<null>(
      'iam', 'put-role-policy', '--role-name', role, '--policy-name', name, '--policy-document', JSON.stringify(document),
    );
    await put({ ...before, Statement });
    return async () => { await put(before); };
  }
});

/** `ROLE ACTION`, without environment and region. */
function nameOf({ role, action }: ActionUse): string {
  return `${role.replace(/^cicd-(.*)-role-iam-.*$/, '$1')} ${action}`;
}
