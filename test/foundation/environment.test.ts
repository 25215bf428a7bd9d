import { EnvironmentSettings, readEnvironment } from '../../src/foundation/environment';

type Read = (settings: EnvironmentSettings) => unknown;

/** Setting, how it is read, its variables (first found wins), its fallback. */
const SETTINGS: Array<[string, Read, string[], unknown]> = [
  ['environmentSuffix', (settings) => settings.environmentSuffix, ['ENVIRONMENT_SUFFIX'], 'dev'],
  ['repository', (settings) => settings.repository, ['GITHUB_REPOSITORY'], undefined],
  ['connectionArn', (settings) => settings.connectionArn, ['GITHUB_CONNECTION_ARN'], undefined],
  ['branch', (settings) => settings.branch, ['DELIVERY_BRANCH'], undefined],
  ['application', (settings) => settings.naming?.application, ['APPLICATION'], undefined],
  ['project', (settings) => settings.tags.project, ['PROJECT'], undefined],
  ['team', (settings) => settings.tags.team, ['TEAM', 'GITHUB_REPOSITORY_OWNER'], undefined],
  ['author', (settings) => settings.tags.author, ['COMMIT_AUTHOR', 'GITHUB_ACTOR'], undefined],
  ['prNumber', (settings) => settings.tags.prNumber, ['PR_NUMBER'], undefined],
];

describe.each(SETTINGS)('%s', (_setting, read, variables, fallback) => {
  test.each(variables)('is read from %s', (variable) => {
    expect(read(readEnvironment({ [variable]: 'given' }))).toBe('given');
  });

  test(`falls back to ${fallback}`, () => {
    expect(read(readEnvironment({}))).toBe(fallback);
  });

  test.each(variables)('counts an empty %s as not set', (variable) => {
    expect(read(readEnvironment({ [variable]: '' }))).toBe(fallback);
    expect(read(readEnvironment({ [variable]: '  ' }))).toBe(fallback);
  });

  test('takes the first of its variables, without the blanks around it', () => {
    const all = Object.fromEntries(variables.map((variable, index) => [variable, ` value-${index} `]));
    expect(read(readEnvironment(all))).toBe('value-0');
  });
});

test('takes the name of the repository as the project where no PROJECT is set', () => {
  expect(readEnvironment({ GITHUB_REPOSITORY: 'acme/orders' }).tags.project).toBe('orders');
  expect(readEnvironment({ GITHUB_REPOSITORY: 'acme/orders', PROJECT: 'shop' }).tags.project).toBe('shop');
});

test('passes over an empty variable to the next', () => {
  expect(readEnvironment({ COMMIT_AUTHOR: '', GITHUB_ACTOR: 'jane' }).tags.author).toBe('jane');
});

test('has no naming where no application is set, so that names carry none', () => {
  expect(readEnvironment({}).naming).toBeUndefined();
});

test('reads no credential', () => {
  const asked: string[] = [];
  const spy = new Proxy<Record<string, string>>({}, { get: (_variables, name) => { asked.push(String(name)); return undefined; } });
  readEnvironment(spy);
  expect(asked).not.toHaveLength(0);
  expect(asked.filter((name) => /TOKEN|SECRET|PASSWORD|KEY|CREDENTIAL/.test(name))).toEqual([]);
});
