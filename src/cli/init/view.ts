import { Answers, pascalCase, wordsOf, workflowBranches } from './answers';
import { WRITING } from './languages';
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
    stackId: stackIdOf(answers),
    stackClass: `${stackIdOf(answers)}Stack`,
    owner,
    repositoryName,
    repository: answers.repository,
  };
}

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
  const { branch, environments, infraRepository, ownerId, repositoryId, workingDirectory } = answers;
  const writing = WRITING[answers.language];
  const branches = workflowBranches(answers);
  const isBelow = workingDirectory !== '.';
  return {
    infraRepository,
    ownerId,
    repositoryId,
    branches: branches && writing.list(branches),
    environments: Object.keys(environments).length > 0 ? writing.map(environments) : undefined,
    workingDirectory: isBelow ? workingDirectory : undefined,
    paths: isBelow ? writing.list([`${workingDirectory}/**`]) : undefined,
    workflowFile: isBelow ? `${'../'.repeat(workingDirectory.split('/').length)}${WORKFLOW_FILE}` : WORKFLOW_FILE,
    subject: `repo:${subjectOf(answers)}:environment:${environments[branch] ?? 'production'}`,
    ref: `refs/heads/${branch}`,
  };
}

/** As GitHub has it in the tokens; with the numbers it is the form that cannot be taken over. */
function subjectOf({ infraRepository, ownerId, repositoryId }: Answers): string {
  const [owner, name] = infraRepository.split('/');
  return ownerId && repositoryId ? `${owner}@${ownerId}/${name}@${repositoryId}` : infraRepository;
}

function versionsOf(versions: Versions): View {
  const version = isReleased(versions) ? versions.package : undefined;
  return {
    packageVersion: version ?? '*',
    npmVersion: version ?? 'latest',
    pinnedVersion: version ? `==${version}` : '',
    cdkLibVersion: versions['aws-cdk-lib'],
    constructsVersion: versions.constructs,
    cdkVersion: versions['aws-cdk'],
    nodeTypesVersion: versions['@types/node'],
    tsNodeVersion: versions['ts-node'],
    typescriptVersion: versions.typescript,
  };
}
