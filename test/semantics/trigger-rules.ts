import assert from 'node:assert/strict';
import { codePipelineGuide, Rule } from './rule';
import { ActionRun } from '../../src/sandbox/codepipeline/action-provider';
import { GitRepositories } from '../../src/sandbox/codepipeline/git-repositories';
import { ConnectionSource } from '../../src/sandbox/codepipeline/source-providers';
import { matchPush, PushFilter } from '../../src/sandbox/codepipeline/triggers';
import { matchesWebhook } from '../../src/sandbox/codepipeline/webhook-filter';
import { openDoor } from '../sandbox/support/context';
import { FakeEmulator } from '../sandbox/support/fake-emulator';

const TRIGGERS = codePipelineGuide('pipelines-triggers.html');
const GLOBS = codePipelineGuide('syntax-glob.html');
const CONNECTION = codePipelineGuide('action-reference-CodestarConnectionSource.html');
const WEBHOOK = 'https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_WebhookFilterRule.html';

const FILE = 'codepipeline/triggers.ts';

type Push = readonly [ref: string, ...changedFiles: string[]];

/** Which of the references and files start a pipeline with the filter. */
function starting(filter: PushFilter | undefined, pushes: readonly Push[], detectChanges = true): string[] {
  const source = { actionName: 'GitHub', branch: 'main', detectChanges };
  const gitConfiguration = { sourceActionName: 'GitHub', push: filter ? [filter] : [] };
  const triggers = filter ? [{ providerType: 'CodeStarSourceConnection', gitConfiguration }] : [];
  const starts = (ref: string, changedFiles: string[]) => matchPush({ ref: `refs/${ref}`, changedFiles }, source, triggers) !== undefined;
  return pushes.filter(([ref, ...changedFiles]) => starts(ref, changedFiles)).map((push) => push.join(' '));
}

/** The variables that a connection's source action sets. */
async function sourceVariables(): Promise<Record<string, string> | undefined> {
  const commit = { id: 'c0ffee', authorDate: '2026-11-25T00:00:00Z', committerDate: '', authorName: 'Jane', authorEmail: 'jane@example.com', message: 'first' };
  const repositories = { commit: async () => commit, archive: async () => Buffer.from('') } as unknown as GitRepositories;
  const declaration = { actionTypeId: { category: 'Source', provider: 'CodeStarSourceConnection' }, configuration: { FullRepositoryId: 'acme/orders', BranchName: 'main' } };
  const run = {
    action: { actionName: 'GitHub', declaration },
    configuration: { ConnectionArn: 'arn:connection' },
    execution: { sourceRevisions: [], artifactRevisions: [] },
    outputs: [],
    credentials: {},
  } as unknown as ActionRun;
  return (await new ConnectionSource(repositories, new FakeEmulator(), openDoor).run(run)).outputVariables;
}

/** What starts a pipeline, and what its source tells. */
export const TRIGGER_RULES: readonly Rule[] = [
  {
    says: "without a trigger, a push to the action's branch starts the pipeline",
    link: CONNECTION,
    mutation: { file: FILE, from: 'source.detectChanges && branchOf(event.ref) === source.branch', to: 'source.detectChanges' },
    holds: () => assert.deepEqual(starting(undefined, [['heads/main'], ['heads/other'], ['tags/main']]), ['heads/main']),
  },
  {
    says: 'DetectChanges false: without a trigger no push starts the pipeline',
    link: CONNECTION,
    mutation: { file: FILE, from: 'return source.detectChanges && ', to: 'return ' },
    holds: () => assert.deepEqual(starting(undefined, [['heads/main']], false), []),
  },
  {
    says: 'branches: only those that are included start the pipeline',
    link: TRIGGERS,
    mutation: { file: FILE, from: '(filter.branches && !passes(branch, filter.branches))', to: 'false' },
    holds: () => assert.deepEqual(starting({ branches: { includes: ['main', 'release'] } }, [['heads/main'], ['heads/release'], ['heads/x']]), ['heads/main', 'heads/release']),
  },
  {
    says: 'what is both included and excluded is excluded',
    link: TRIGGERS,
    mutation: { file: FILE, from: 'return included && !matchesAny(value, filter.excludes ?? []);', to: 'return included;' },
    holds: () => assert.deepEqual(starting({ branches: { includes: ['**'], excludes: ['wip/**'] } }, [['heads/main'], ['heads/wip/a']]), ['heads/main']),
  },
  {
    says: 'excludes alone include everything else',
    link: TRIGGERS,
    mutation: { file: FILE, from: 'includes.length === 0 || ', to: '' },
    holds: () => assert.deepEqual(starting({ branches: { excludes: ['wip'] } }, [['heads/main'], ['heads/wip']]), ['heads/main']),
  },
  {
    says: 'tags: a filter on tags hears of tags, not of branches',
    link: TRIGGERS,
    mutation: { file: FILE, from: 'return tag !== undefined && passes(tag, filter.tags);', to: "return passes(tag ?? branchOf(event.ref) ?? '', filter.tags);" },
    holds: () => assert.deepEqual(starting({ tags: { includes: ['v*'] } }, [['tags/v1'], ['tags/x'], ['heads/v1']]), ['tags/v1']),
  },
  {
    says: 'filePaths: a push starts the pipeline when a changed file passes',
    link: TRIGGERS,
    mutation: { file: FILE, from: 'event.changedFiles.some((file) => passes(file, filePaths))', to: 'true' },
    holds: () => assert.deepEqual(starting({ filePaths: { includes: ['src/**'] } }, [['heads/main', 'src/a.js'], ['heads/main', 'docs/a.md']]), ['heads/main src/a.js']),
  },
  {
    says: 'branches and filePaths of one filter must both pass',
    link: TRIGGERS,
    mutation: { file: FILE, from: 'if (branch === undefined || (filter.branches', to: 'if (branch === undefined || (!filter.filePaths && filter.branches' },
    holds: () => assert.deepEqual(
      starting({ branches: { includes: ['main'] }, filePaths: { includes: ['src/**'] } }, [['heads/main', 'src/a'], ['heads/x', 'src/a'], ['heads/main', 'b']]), ['heads/main src/a'],
    ),
  },
  {
    says: '* stays within a name component, ** crosses',
    link: GLOBS,
    mutation: { file: FILE, from: 'picomatch.isMatch(value, pattern, ', to: "picomatch.isMatch(value, pattern.replace('*', '**'), " },
    holds: () => assert.deepEqual(
      starting({ branches: { includes: ['release/*', 'feature/**'] } }, [['heads/release/1'], ['heads/release/1/a'], ['heads/feature/1/a']]), ['heads/release/1', 'heads/feature/1/a'],
    ),
  },
  {
    says: 'webhook filters: all must match the payload',
    link: WEBHOOK,
    mutation: { file: 'codepipeline/webhook-filter.ts', from: 'return filters.every((filter) => {', to: 'return filters.some((filter) => {' },
    holds: () => {
      const payload = { ref: 'refs/heads/main', action: 'closed' };
      assert.equal(matchesWebhook(payload, [{ jsonPath: '$.ref', matchEquals: 'refs/heads/main' }, { jsonPath: '$.action', matchEquals: 'opened' }], {}), false);
      assert.equal(matchesWebhook(payload, [{ jsonPath: '$.ref', matchEquals: 'refs/heads/main' }, { jsonPath: '$.action' }], {}), true);
    },
  },
  {
    says: "webhook filters: {Branch} is the value of the action's configuration",
    link: WEBHOOK,
    mutation: { file: 'codepipeline/webhook-filter.ts', from: 'String(value) === fillIn(filter.matchEquals, configuration)', to: 'String(value) === filter.matchEquals' },
    holds: () => assert.equal(matchesWebhook({ ref: 'refs/heads/main' }, [{ jsonPath: '$.ref', matchEquals: 'refs/heads/{Branch}' }], { Branch: 'main' }), true),
  },
  {
    says: "a connection's source sets AuthorDate, AuthorId, BranchName, CommitId, CommitMessage, ConnectionArn and FullRepositoryName",
    link: CONNECTION,
    mutation: { file: 'codepipeline/source-providers.ts', from: 'FullRepositoryName: address.repository,', to: 'RepositoryName: address.repository,' },
    holds: async () => {
      const { AuthorDate, BranchName, CommitId, CommitMessage, ConnectionArn, FullRepositoryName } = (await sourceVariables()) ?? {};
      assert.deepEqual([AuthorDate, BranchName, CommitId, CommitMessage, ConnectionArn, FullRepositoryName], [
        '2026-11-25T00:00:00Z', 'main', 'c0ffee', 'first', 'arn:connection', 'acme/orders',
      ]);
    },
  },
];
