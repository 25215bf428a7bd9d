import { GitTrigger, matchPush, passes, PushFilter } from '../../../src/sandbox/codepipeline/triggers';

const SOURCE = { actionName: 'GitHub', branch: 'main', detectChanges: true };

const push = (ref: string, ...changedFiles: string[]): { ref: string; changedFiles: string[] } => ({ ref, changedFiles });

const filtered = (...filters: PushFilter[]): GitTrigger[] => [
  { providerType: 'CodeStarSourceConnection', gitConfiguration: { sourceActionName: 'GitHub', push: filters } },
];

const starts = (event: ReturnType<typeof push>, triggers: GitTrigger[], source = SOURCE): boolean => matchPush(event, source, triggers) !== undefined;

describe('without triggers', () => {
  test.each([
    ["a push to the action's branch", 'refs/heads/main', true],
    ['a push to another branch', 'refs/heads/other', false],
    ['a tag of the same name', 'refs/tags/main', false],
  ])('%s', (_name, ref, expected) => {
    expect(starts(push(ref), [])).toBe(expected);
  });

  test('nothing starts when changes are not detected', () => {
    expect(starts(push('refs/heads/main'), [], { ...SOURCE, detectChanges: false })).toBe(false);
  });
});

describe('branch filters', () => {
  const filter = filtered({ branches: { includes: ['main', 'release/*', 'feature/**'], excludes: ['release/old'] } });

  test.each([
    ['refs/heads/main', true],
    ['refs/heads/release/1', true],
    ['refs/heads/release/1/hotfix', false],
    ['refs/heads/feature/a/b', true],
    ['refs/heads/release/old', false],
    ['refs/heads/other', false],
    ['refs/tags/main', false],
  ])('%s starts: %s', (ref, expected) => {
    expect(starts(push(ref), filter)).toBe(expected);
  });

  test('excludes alone let everything else through', () => {
    const excluding = filtered({ branches: { excludes: ['wip/**'] } });
    expect([starts(push('refs/heads/x'), excluding), starts(push('refs/heads/wip/x'), excluding)]).toEqual([true, false]);
  });

  test('a filter decides even when the action does not detect changes', () => {
    expect(starts(push('refs/heads/main'), filter, { ...SOURCE, detectChanges: false })).toBe(true);
  });
});

describe('file path filters', () => {
  const filter = filtered({ branches: { includes: ['main'] }, filePaths: { includes: ['service/**', '*.md'], excludes: ['service/docs/**'] } });

  test.each([
    [['service/src/a.js'], true],
    [['README.md'], true],
    [['docs/README.md'], false],
    [['infra/app.ts'], false],
    [['service/docs/x.md'], false],
    [['service/docs/x.md', 'service/a.js'], true],
    [['service/.hidden'], true],
    [[], false],
  ])('changed files %j start: %s', (files, expected) => {
    expect(starts(push('refs/heads/main', ...files), filter)).toBe(expected);
  });

  test('the branch must match as well', () => {
    expect(starts(push('refs/heads/other', 'service/a.js'), filter)).toBe(false);
  });
});

test('tag filters hear of tags only, and branch filters beside them go on hearing of branches', () => {
  const filter = filtered({ tags: { includes: ['v*'], excludes: ['v*-rc'] } }, { branches: { includes: ['main'] } });
  const answers = ['refs/tags/v1', 'refs/tags/v1-rc', 'refs/heads/v1', 'refs/heads/main'].map((ref) => starts(push(ref), filter));
  expect(answers).toEqual([true, false, false, true]);
});

test('a trigger without filters watches the branch of the action, one for pull requests alone hears of no push', () => {
  const plain = { providerType: 'CodeStarSourceConnection', gitConfiguration: { sourceActionName: 'GitHub' } };
  const pulls = { ...plain, gitConfiguration: { ...plain.gitConfiguration, pullRequest: [{ branches: { includes: ['main'] } }] } };
  expect(starts(push('refs/heads/main'), [plain])).toBe(true);
  expect(starts(push('refs/heads/other'), [plain])).toBe(false);
  expect(starts(push('refs/heads/main'), [pulls])).toBe(false);
});

test("another source's trigger does not count", () => {
  const other = filtered({ branches: { includes: ['main'] } }).map((trigger) => ({
    ...trigger, gitConfiguration: { ...trigger.gitConfiguration, sourceActionName: 'Other' },
  }));
  expect(starts(push('refs/heads/main'), other, { ...SOURCE, detectChanges: false })).toBe(false);
});

test.each([
  ['a.{java,class}', 'a.class', true],
  ['foo.?', 'foo.x', true],
  ['foo.?', 'foo.xy', false],
  ['[ab]c', 'bc', true],
  ['**', 'a/b/c', true],
  ['directory/*', 'directory/a/b', false],
])('the pattern %s on %s: %s', (pattern, value, expected) => {
  expect(passes(value, { includes: [pattern] })).toBe(expected);
});
