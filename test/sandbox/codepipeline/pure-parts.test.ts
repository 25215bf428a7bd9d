import { pipelineDeclaration } from '../../../src/sandbox/codepipeline/declaration';
import { ActionDeclaration } from '../../../src/sandbox/codepipeline/model';
import { actionGroups } from '../../../src/sandbox/codepipeline/run-order';
import { Admission, StageGate } from '../../../src/sandbox/codepipeline/stage-gate';
import { resolveConfiguration } from '../../../src/sandbox/codepipeline/variables';
import { matchesWebhook } from '../../../src/sandbox/codepipeline/webhook-filter';

describe('variables', () => {
  const namespaces = { SourceVariables: { CommitId: 'abc' }, codepipeline: { PipelineExecutionId: 'id-1' } };

  test('are filled in wherever they stand', () => {
    const configuration = { EnvironmentVariables: '[{"value":"#{SourceVariables.CommitId}-#{codepipeline.PipelineExecutionId}"}]', Plain: '$x #{}' };
    expect(resolveConfiguration(configuration, namespaces)).toEqual({ EnvironmentVariables: '[{"value":"abc-id-1"}]', Plain: '$x #{}' });
  });

  test('fail when nobody set them, naming what there is', () => {
    expect(() => resolveConfiguration({ A: '#{SourceVariables.Nope}' }, namespaces)).toThrow("'A' refers to #{SourceVariables.Nope}, which no action before it has set; SourceVariables has CommitId");
    expect(() => resolveConfiguration({ A: '#{Other.Nope}' }, namespaces)).toThrow('no namespace Other');
  });
});

test('actions of one run order form a group, groups follow one another', () => {
  const action = (name: string, runOrder?: number): ActionDeclaration =>
    ({ name, runOrder, actionTypeId: { category: 'Test', owner: 'AWS', provider: 'CodeBuild', version: '1' } });
  const groups = actionGroups([action('c', 10), action('a'), action('d', 2), action('b', 1)]);
  expect(groups.map((group) => group.map(({ name }) => name))).toEqual([['a', 'b'], ['d'], ['c']]);
});

describe('the gate before a stage', () => {
  const settle = async (admissions: Promise<Admission>[]): Promise<(Admission | 'waiting')[]> => {
    await new Promise((resolve) => setImmediate(resolve));
    return Promise.all(admissions.map((admission) => Promise.race([admission, Promise.resolve('waiting' as const)])));
  };

  test('lets one in, and the others in their order when QUEUED', async () => {
    const gate = new StageGate();
    const admissions = ['1', '2', '3'].map((id) => gate.enter('Build', id, 'QUEUED'));
    expect(await settle(admissions)).toEqual(['entered', 'waiting', 'waiting']);
    gate.leave('Build', '1');
    expect(await settle(admissions)).toEqual(['entered', 'entered', 'waiting']);
    gate.leave('Build', '1');
    expect(await settle(admissions)).toEqual(['entered', 'entered', 'waiting']);
  });

  test('lets a newer one overtake who waits when SUPERSEDED', async () => {
    const gate = new StageGate();
    const admissions = ['1', '2', '3'].map((id) => gate.enter('Build', id, 'SUPERSEDED'));
    expect(await settle(admissions)).toEqual(['entered', 'superseded', 'waiting']);
    gate.leave('Build', '1');
    expect(await settle(admissions)).toEqual(['entered', 'superseded', 'entered']);
  });

  test('lets all in when PARALLEL, and lets go of who was cancelled', async () => {
    const gate = new StageGate();
    expect(await settle([gate.enter('Build', '1', 'PARALLEL'), gate.enter('Build', '2', 'PARALLEL')])).toEqual(['entered', 'entered']);
    const queued = [gate.enter('Test', '1', 'QUEUED'), gate.enter('Test', '2', 'QUEUED')];
    gate.cancel('2');
    expect(await settle(queued)).toEqual(['entered', 'cancelled']);
    gate.leave('Test', '1');
    expect(await settle([gate.enter('Test', '3', 'QUEUED')])).toEqual(['entered']);
  });
});

describe('webhook filters', () => {
  const payload = { ref: 'refs/heads/main', repository: { full_name: 'acme/orders' }, commits: [{ id: 'x' }] };

  test('fill the branch of the action in', () => {
    const filters = [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }];
    expect(matchesWebhook(payload, filters, { Branch: 'main' })).toBe(true);
    expect(matchesWebhook(payload, filters, { Branch: 'other' })).toBe(false);
  });

  test('all must match, and a path that leads nowhere does not', () => {
    expect(matchesWebhook(payload, [{ jsonPath: '$.commits[0].id', matchEquals: 'x' }, { jsonPath: '$.repository.full_name' }], {})).toBe(true);
    expect(matchesWebhook(payload, [{ jsonPath: '$.ref' }, { jsonPath: '$.missing.deep' }], {})).toBe(false);
  });

  test('fail on a path that the sandbox cannot read', () => {
    expect(() => matchesWebhook(payload, [{ jsonPath: '$..id' }], {})).toThrow('names and positions only, got "$..id"');
  });
});

describe("a template's pipeline", () => {
  const properties = {
    RoleArn: 'role',
    ArtifactStore: { Type: 'S3', Location: 'bucket' },
    PipelineType: 'V2',
    ExecutionMode: 'QUEUED',
    Stages: [{ Name: 'Source', Actions: [{ Name: 'A', ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'X', Version: '1' }, Configuration: { DetectChanges: false, OutputArtifactFormat: 'CODE_ZIP' }, RunOrder: '2' }] }],
  };

  test("is the API's declaration: names small, configuration as text under its own names", () => {
    const { stages, executionMode, version } = pipelineDeclaration(properties, 'p', 3);
    expect(stages[0].actions[0]).toMatchObject({ name: 'A', runOrder: 2, configuration: { DetectChanges: 'false', OutputArtifactFormat: 'CODE_ZIP' } });
    expect({ executionMode, version }).toEqual({ executionMode: 'QUEUED', version: 3 });
  });

  // The same word as for the tags of the pipeline itself, whose content is the user's.
  test('has the filters for Git tags in the form that triggers read', () => {
    const Triggers = [{ ProviderType: 'CodeStarSourceConnection', GitConfiguration: { SourceActionName: 'A', Push: [{ Tags: { Includes: ['v*'] } }] } }];
    const { triggers } = pipelineDeclaration({ ...properties, Triggers, Tags: [{ Key: 'Team', Value: 'x' }] }, 'p', 1);
    expect(triggers?.[0].gitConfiguration.push).toEqual([{ tags: { includes: ['v*'] } }]);
  });

  test.each([
    ['DisableInboundStageTransitions', { DisableInboundStageTransitions: [{ StageName: 'Source', Reason: 'x' }] }],
    ["conditions of stage 'Source'", { Stages: [{ ...properties.Stages[0], BeforeEntry: { Conditions: [{ Result: 'FAIL' }] } }] }],
    ["OnFailure ROLLBACK of stage 'Source'", { Stages: [{ ...properties.Stages[0], OnFailure: { Result: 'ROLLBACK' } }] }],
  ])('fails by name on %s', (what, extra) => {
    expect(() => pipelineDeclaration({ ...properties, ...extra }, 'p', 1)).toThrow(`the sandbox does not implement ${what}`);
  });
});
