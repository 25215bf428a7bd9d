import { Answers, pascalCase, wordsOf, workflowBranches } from './answers';
import { tagsByKind, WRITING } from './languages';
import { View } from './render';
import { isReleased, Versions } from './versions';

/** Where the workflow's file is, from the root of its repository. */
export const WORKFLOW_FILE = '.github/workflows/ci-cd.yml';

/** What the templates may ask for. */
export function viewOf(answers: Answers, versions: Versions): View {
  return { ...namesOf(answers), ...deliveryOf(answers), ...workflowOf(answers), ...versionsOf(versions) };
}

/** The id of the stack. */
export function stackIdOf({ repository }: Answers): string {
  return pascalCase(wordsOf(repository));
}

function namesOf(answers: Answers): View {
  const words = wordsOf(answers.repository);
  const [owner, repositoryName] = answers.repository.split('/');
  return {
    name: words.join('-'),
    snakeName: words.join('_'),
    packageName: javaPackage(words),
    stackId: stackIdOf(answers),
    stackClass: `${stackIdOf(answers)}Stack`,
    owner,
    repositoryName,
    repository: answers.repository,
  };
}

/** The last part of the package; a word of the language cannot be one. */
export function javaPackage(words: string[]): string {
  return JAVA_WORDS.includes(words.join('')) ? `${words.join('')}app` : words.join('');
}

/** Those that a repository may well be called. @see https://docs.oracle.com/javase/specs/jls/se17/html/jls-3.html#jls-3.9 */
const JAVA_WORDS = ['assert', 'break', 'case', 'catch', 'char', 'class', 'default', 'double', 'enum', 'final', 'float', 'goto', 'import', 'int', 'interface',
  'long', 'native', 'new', 'package', 'private', 'protected', 'public', 'return', 'short', 'static', 'super', 'switch', 'this', 'transient', 'try', 'void', 'volatile'];

function deliveryOf(answers: Answers): View {
  const { access, branch, suffix, tags, email } = answers;
  return {
    suffix,
    email,
    tags: WRITING[answers.language].tags(tags),
    connectionName: access.kind === 'connection' ? access.name : undefined,
    connectionArn: access.kind === 'connection-arn' ? access.arn : undefined,
    tokenSecret: access.kind === 'token-secret' ? access.secret : undefined,
    otherBranch: branch === 'main' ? undefined : branch,
    pipelineName: `cicd-pipeline-${suffix}`,
    deployRoleName: `cicd-github-deploy-role-${suffix}-us-east-1`,
  };
}

function workflowOf(answers: Answers): View {
  const { branch, environments, infraRepository, ownerId, repositoryId } = answers;
  const writing = WRITING[answers.language];
  const branches = workflowBranches(answers);
  return {
    infraRepository,
    ownerId,
    repositoryId,
    branches: branches && writing.list(branches),
    environments: Object.keys(environments).length > 0 ? writing.map(environments) : undefined,
    subject: `repo:${subjectOf(answers)}:environment:${environments[branch] ?? 'production'}`,
    ref: `refs/heads/${branch}`,
    usesMap: needsMap(answers),
    usesList: needsList(answers),
    ...placeOf(answers),
  };
}

/** Where the CDK app is in its repository. */
function placeOf({ language, workingDirectory }: Answers): View {
  if (workingDirectory === '.') return { workingDirectory: undefined, paths: undefined, workflowFile: WORKFLOW_FILE };
  return {
    workingDirectory,
    paths: WRITING[language].list([`${workingDirectory}/**`]),
    workflowFile: `${'../'.repeat(workingDirectory.split('/').length)}${WORKFLOW_FILE}`,
  };
}

/** Java imports what is used and no more. */
function needsMap({ environments, tags }: Answers): boolean {
  return Object.keys(environments).length > 0 || tagsByKind(tags).additional !== undefined;
}

function needsList(answers: Answers): boolean {
  return answers.access.kind === 'connection' || answers.workingDirectory !== '.' || workflowBranches(answers) !== undefined;
}

/** As GitHub has it in the tokens; with the numbers it is the form that cannot be taken over. */
function subjectOf({ infraRepository, ownerId, repositoryId }: Answers): string {
  const [owner, name] = infraRepository.split('/');
  return ownerId && repositoryId ? `${owner}@${ownerId}/${name}@${repositoryId}` : infraRepository;
}

function versionsOf(versions: Versions): View {
  const version = isReleased(versions) ? versions.package : undefined;
  return {
    ownVersion: versions.package,
    packageVersion: version ?? '*',
    pinnedVersion: version ? `==${version}` : '',
    cdkLibVersion: versions['aws-cdk-lib'],
    constructsVersion: versions.constructs,
    cdkVersion: versions['aws-cdk'],
    nodeTypesVersion: versions['@types/node'],
    tsNodeVersion: versions['ts-node'],
    typescriptVersion: versions.typescript,
  };
}
