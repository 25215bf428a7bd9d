import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import type * as awsCdk from 'aws-cdk-lib';
import { Access, Answers, Language, pascalCase, wordsOf, workflowBranches } from './answers';
import { tagsByKind } from './languages';
import { packageFolder } from './versions';
import type * as frontDoor from '../../index';
import type { BrokenRule } from '../../private/errors';
import { NAME_RULES, NameRule } from '../../private/service-names';
import { CliError } from '../errors';

/** The construct, and what it is made of. */
export interface ConstructLibrary {
  readonly cdk: typeof awsCdk;
  readonly library: typeof frontDoor;
}

/** The construct that this program is shipped with. Loaded only by who needs it: that takes a second. */
export function loadConstruct(folder: string = packageFolder()): ConstructLibrary {
  if (!fs.existsSync(path.join(folder, 'lib', 'index.js'))) throw new CliError('the package is not compiled', 'npx projen compile');
  // Of the code of aws-cdk-lib itself, and nothing that the user could mend; https://github.com/aws/jsii reads it
  process.env.JSII_DEPRECATED ??= 'quiet';
  // Not by an import: bundled into this program it would be another one.
  const load = createRequire(path.join(folder, 'package.json'));
  try {
    return { cdk: load('aws-cdk-lib') as typeof awsCdk, library: load('./lib/index.js') as typeof frontDoor };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new CliError('aws-cdk-lib is not installed beside tap-cicd-pipeline', 'npx installs both; elsewhere: npm install aws-cdk-lib constructs tap-cicd-pipeline');
  }
}

/** The options whose values the construct's props get. */
const OPTION_OF: { readonly [prop: string]: string } = {
  'environmentSuffix': '--suffix',
  'repo': '--repository',
  'repo.branch': '--branch',
  'repo.connectionArn': '--connection-arn',
  'address': '--email',
  'repository': '--infra-repository',
  'ownerId': '--owner-id',
  'repositoryId': '--repository-id',
  'branches': '--branch',
  'environments': '--environment',
  'tags.additional': '--tag',
  'workingDirectory': '--app-folder',
};

/**
 * Makes the pipeline of the answers in memory; what the construct's own rules refuse is an error that names the option.
 *
 * @returns what `.github/workflows/ci-cd.yml` says: that which `cdk synth` would write
 */
export function judge(construct: ConstructLibrary, answers: Answers): string {
  checkNames(answers);
  try {
    return makeWorkflow(construct, answers);
  } catch (error) {
    const { broken } = error as { broken?: BrokenRule };
    if (broken === undefined) throw error;
    throw refusal(OPTION_OF[broken.prop] ?? broken.prop, broken.rule, broken.value, broken.fix);
  }
}

function makeWorkflow({ cdk, library }: ConstructLibrary, answers: Answers): string {
  const { Repo, TapCicdPipeline } = library;
  const { App, Stack, aws_secretsmanager: secretsmanager } = cdk;
  const { access, branch, email, environments, infraRepository, language, ownerId, repositoryId, suffix, workingDirectory } = answers;
  const stack = new Stack(new App(), pascalCase(wordsOf(answers.repository)));
  const repo = Repo.gitHub(answers.repository, {
    branch,
    connectionArn: connectionOf(access),
    oauthToken: access.kind === 'token-secret' ? secretsmanager.Secret.fromSecretNameV2(stack, 'GitHubToken', access.secret) : undefined,
  });
  const { props, additional } = tagsByKind(answers.tags);
  const cicd = new TapCicdPipeline(stack, 'Cicd', { environmentSuffix: suffix, repo, tags: { ...props, additional } });
  if (email !== undefined) cicd.notifications.addEmail(email);
  return cicd.addGitHubWorkflow({
    repository: infraRepository,
    ownerId,
    repositoryId,
    branches: workflowBranches(answers),
    environments,
    workingDirectory,
    paths: workingDirectory === '.' ? undefined : [`${workingDirectory}/**`],
    toolchain: toolchainOf(library, language),
  }).content;
}

/** The construct's own default is that of Node. */
function toolchainOf(library: ConstructLibrary['library'], language: Language) {
  if (language === 'java') return new library.MavenToolchain({ nvdApiKeySecretName: 'NVD_API_KEY' });
  return language === 'python' ? new library.PythonToolchain() : undefined;
}

/** One that the stack makes has no ARN yet: any will do. */
function connectionOf(access: Access): string | undefined {
  if (access.kind === 'token-secret') return undefined;
  return access.kind === 'connection-arn' ? access.arn : 'arn:aws:codeconnections:us-east-1:111111111111:connection/not-made-yet';
}

/** What the construct never sees: it gets a connection's ARN, and a secret. */
function checkNames({ access }: Answers): void {
  if (access.kind === 'connection') checkName('--connection-name', NAME_RULES.connection, access.name);
  if (access.kind === 'token-secret') checkName('--token-secret', NAME_RULES.secret, access.secret);
}

function checkName(option: string, { service, pattern, maxLength, minLength = 1 }: NameRule, name: string): void {
  if (name.length >= minLength && name.length <= maxLength && pattern.test(name)) return;
  const rule = `must be the name of a ${service}: ${minLength} to ${maxLength} characters that match ${pattern}`;
  throw refusal(option, rule, name, 'give another name');
}

function refusal(option: string, rule: string, value: unknown, fix: string): CliError {
  return new CliError(`${option} ${rule}, got ${JSON.stringify(value)}`, fix);
}
