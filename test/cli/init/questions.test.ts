import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DecidedUser, Ended, GIVEN, runInit } from './support';
import { pascalCase, wordsOf } from '../../../src/cli/init/answers';
import { NobodyToAsk } from '../../../src/cli/init/asker';
import { lookAround, repositoryOf } from '../../../src/cli/init/surroundings';
import { javaPackage } from '../../../src/cli/init/view';
import { InitOptions } from '../../../src/cli/program';

let folder: string;
beforeEach(() => { folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'init-questions-'))); });
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8');
const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
const filesIn = () => fs.readdirSync(folder).filter((name) => name !== '.git');
const given = (options: Partial<InitOptions> = {}): Promise<Ended> => runInit({ ...GIVEN, folder, ...options });

describe('somebody at a terminal', () => {
  test('is asked for what no option says, in an order in which one answer leads to the next', async () => {
    const user = new DecidedUser({ 'application on GitHub': ['acme/shop'], 'Language': ['javascript'], 'Address': ['team@acme.example'] });
    expect((await runInit({ folder }, user)).exitCode).toBe(0);
    expect(user.asked).toEqual([
      'There is no Dockerfile here. What is to be made?', 'Repository of the application on GitHub (owner/name)', 'Language of the CDK app',
      'How does the pipeline get at the repository?', 'Name of the connection', 'Suffix of the environment, part of all names',
      'Address that is told of failures (may be empty)',
    ]);
    expect(filesIn().sort()).toEqual(['.dockerignore', '.github', '.gitignore', 'Dockerfile', 'README.md', 'infra', 'package-lock.json', 'package.json', 'src', 'test']);
    expect(read('infra/shop-stack.js')).toContain("connectionName: 'acme-github'");
    expect(read('infra/shop-stack.js')).toContain("cicd.notifications.addEmail('team@acme.example')");
    expect(JSON.parse(read('package-lock.json')).name).toBe('shop');
  });

  test('is asked again when the construct refuses an answer', async () => {
    const user = new DecidedUser({ 'application on GitHub': ['orders', 'acme/shop'], 'Suffix': ['Prod', 'prod'], 'Address': ['nobody', 'a@b'] });
    expect((await runInit({ folder, withoutService: true }, user)).exitCode).toBe(0);
    expect(user.refused).toEqual([
      '--repository must be owner/name, got "orders": for example "acme/orders"',
      '--suffix must be 1 to 20 lower-case letters, digits and single inner hyphens, got "Prod": for example "prod" or "pr-42"',
      '--email must be an email address, got "nobody": for example "team@acme.example"',
    ]);
    expect(read('shop-stack.ts')).toContain("environmentSuffix: 'prod'");
  });

  test('is not asked what options say', async () => {
    const user = new DecidedUser();
    await runInit({ ...GIVEN, folder, email: 'a@b' }, user);
    expect(user.asked).toEqual([]);
  });
});

describe('nobody to ask', () => {
  test('fails with every option that is missing, and writes nothing', async () => {
    const { error } = await runInit({ folder });
    expect(error).toMatchObject({ exitCode: 2, fix: expect.stringContaining('--yes') as string });
    for (const option of ['--with-service or --without-service', '--repository', '--language', '--connection-name, --connection-arn or --token-secret', '--suffix']) {
      expect(error?.message).toContain(option);
    }
    expect(filesIn()).toEqual([]);
  });

  test('with --yes only the repository cannot be guessed', async () => {
    expect((await runInit({ folder, yes: true })).error?.message).toBe('there is nobody to ask, and something is missing: --repository OWNER/NAME');
    expect((await runInit({ folder, yes: true, repository: 'acme/shop' })).exitCode).toBe(0);
    expect(read('infra/shop-stack.ts')).toContain("repository: 'acme/shop'");
  });

  test('notes an option once', async () => {
    const nobody = new NobodyToAsk(false);
    await nobody.text({ message: 'a', option: '--a' });
    await nobody.text({ message: 'b', option: '--a' });
    expect(nobody.missing).toEqual(['--a']);
  });
});

describe('what is refused before a file is written', () => {
  test.each<[string, Partial<InitOptions>]>([
    ['--suffix must be 1 to 20 lower-case letters', { suffix: 'Prod' }],
    ['--repository must be owner/name', { repository: 'acme' }],
    ['--branch must be one branch, not a pattern', { branch: 'release/*' }],
    ['--connection-arn must be the ARN of a connection', { connectionName: undefined, connectionArn: 'arn:aws:s3:::x' }],
    ['--connection-name must be the name of a connection: 1 to 32 characters', { connectionName: 'x'.repeat(33) }],
    ['--token-secret must be the name of a Secrets Manager secret', { connectionName: undefined, tokenSecret: 'a b' }],
    ['--email must be an email address', { email: 'nobody' }],
    ['--infra-repository must be owner/name, without wildcards', { infraRepository: 'acme/*' }],
    ['--repository-id must be given where the other id is', { ownerId: '1' }],
    ['--owner-id must be a string of digits', { ownerId: 'acme', repositoryId: '1' }],
    ['--environment must name branches', { environment: ['develop=dev'] }],
    ['--environment must be NAME=VALUE', { environment: ['production'] }],
    ['--tag must have keys', { tag: ['aws:x=y'] }],
    ['--app-folder must be a folder below the root', { appFolder: 'my app' }],
    ['is not below', { appFolder: '../elsewhere' }],
    ['three ways to one thing', { connectionArn: 'arn' }],
  ])('%s', async (message, options) => {
    const { error } = await given(options);
    expect(error?.message).toContain(message);
    expect(error).toMatchObject({ exitCode: 2 });
    expect(error?.fix).toBeTruthy();
    expect(filesIn()).toEqual([]);
  });
});

describe('what the folder tells', () => {
  test('the remote is the application, where there is a Dockerfile, and the CDK app stands beside it', async () => {
    git('init', '--quiet');
    git('remote', 'add', 'origin', 'git@github.com:acme/orders.git');
    fs.writeFileSync(path.join(folder, 'Dockerfile'), '');
    expect((await runInit({ folder, yes: true })).exitCode).toBe(0);
    expect(read('infra/orders-stack.ts')).toContain("repo: Repo.gitHub('acme/orders',");
    expect(read('infra/orders-stack.ts')).toContain("workingDirectory: 'infra',\n      paths: ['infra/**'],");
    expect(read('.github/workflows/ci-cd.yml')).toContain('working-directory: infra');
  });

  test('the remote is the repository of the CDK app, where there is none', async () => {
    git('init', '--quiet');
    git('remote', 'add', 'origin', 'https://github.com/acme/orders-infra');
    await runInit({ folder, yes: true, withoutService: true });
    expect(read('orders-stack.ts')).toContain("repo: Repo.gitHub('acme/orders',");
    expect(read('orders-stack.ts')).toContain("repository: 'acme/orders-infra',");
    expect(read('orders-stack.ts')).not.toContain('workingDirectory');
  });

  test('a folder within a repository has its workflow at the root of that', async () => {
    git('init', '--quiet');
    const service = path.join(folder, 'services', 'orders');
    await runInit({ ...GIVEN, folder: service, appFolder: 'infra' });
    expect(read('.github/workflows/ci-cd.yml')).toContain('working-directory: services/orders/infra');
    expect(read('services/orders/infra/README.md')).toContain('../../../.github/workflows/ci-cd.yml');
  });

  test('the branch of the remote is the one that is delivered', async () => {
    git('init', '--quiet');
    fs.mkdirSync(path.join(folder, '.git/refs/remotes/origin'), { recursive: true });
    fs.writeFileSync(path.join(folder, '.git/refs/remotes/origin/HEAD'), 'ref: refs/remotes/origin/trunk\n');
    await given();
    expect(read('orders-stack.ts')).toContain("branch: 'trunk' }");
    expect(read('orders-stack.ts')).toContain("branches: ['trunk', 'release/*'],");
    expect(read('.github/workflows/ci-cd.yml')).toContain('- trunk');
  });

  test.each([
    [['tsconfig.json', 'package.json'], 'typescript'], [['package.json'], undefined], [['package.json', 'cdk.json'], 'javascript'], [['infra/tsconfig.json', 'pyproject.toml'], 'typescript'],
    [['pyproject.toml'], 'python'], [['pom.xml'], 'java'], [[], undefined],
  ])('%j is %s', (files, language) => {
    fs.mkdirSync(path.join(folder, 'infra'));
    files.forEach((file) => fs.writeFileSync(path.join(folder, file), ''));
    expect(lookAround(folder).language).toBe(language);
  });

  test('a folder that is not there yet tells nothing', () => {
    const nothing = path.join(folder, 'a', 'b');
    expect(lookAround(nothing)).toEqual({ folder: nothing, root: nothing, hasDockerfile: false, isEmpty: true });
  });

  test.each([
    ['git@github.com:acme/orders.git', 'acme/orders'], ['https://github.com/acme/orders', 'acme/orders'], ['https://token@github.com/acme/orders.git/', 'acme/orders'],
    ['ssh://git@github.com:22/acme/my.orders.git', 'acme/my.orders'], ['https://gitlab.com/acme/orders.git', undefined], ['/srv/git/orders.git', undefined],
    ['https://github.com.evil.example/acme/orders', undefined], [undefined, undefined],
  ])('the remote %s is %s', (url, repository) => expect(repositoryOf(url)).toBe(repository));
});

describe('names', () => {
  test.each([
    ['acme/orders', ['orders'], 'Orders'], ['acme/Order-Book_2', ['order', 'book', '2'], 'OrderBook2'], ['acme/my.shop', ['my', 'shop'], 'MyShop'],
    ['acme/3d', ['app', '3d'], 'App3d'], ['acme/-', ['app'], 'App'],
  ])('%s', (repository, words, name) => {
    expect(wordsOf(repository)).toEqual(words);
    expect(pascalCase(words)).toBe(name);
  });

  test('a word of Java is no package', () => {
    expect(javaPackage(['switch'])).toBe('switchapp');
    expect(javaPackage(['order', 'book'])).toBe('orderbook');
  });
});
