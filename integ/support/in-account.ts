import { Place } from './place';
import { CONNECTION_PARAMETER, GITHUB_ISSUER, TOKEN_SECRET } from './prerequisites';
import { tryRun } from '../../src/sandbox/run-command';

/** Each test makes a network, and a region has five, the default one among them; @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const PARALLEL = 3;
/** In CONTRIBUTING.md, "Integration tests", with the arithmetic. */
const USD_PER_PIPELINE = 0.254;
/** The first version whose roles the template's synthesizer asks for. */
const BOOTSTRAP_VERSION = 6;

/** A prerequisite: what is asked with the AWS CLI, and what to do where the answer is another. */
interface Prerequisite {
  /** Only for this test. @default - for all */
  readonly file?: string;
  readonly what: string;
  readonly args: string[];
  readonly accepts: (answer: string) => boolean;
  readonly fix: string;
}

const PREREQUISITES: readonly Prerequisite[] = [
  {
    what: 'the bootstrap of the CDK',
    args: ['ssm', 'get-parameter', '--name', '/cdk-bootstrap/hnb659fds/version', '--query', 'Parameter.Value'],
    accepts: (version) => Number(version) >= BOOTSTRAP_VERSION,
    fix: 'npx cdk bootstrap',
  },
  {
    what: `an available connection to GitHub, its ARN in the parameter ${CONNECTION_PARAMETER}`,
    args: ['ssm', 'get-parameter', '--name', CONNECTION_PARAMETER, '--query', 'Parameter.Value'],
    accepts: (arn) => /^arn:[\w-]+:(codeconnections|codestar-connections):/.test(arn),
    fix: `aws ssm put-parameter --type String --name ${CONNECTION_PARAMETER} --value ARN`,
  },
  {
    file: 'integ.oauth.ts',
    what: `a GitHub token as the text of the secret ${TOKEN_SECRET}`,
    args: ['secretsmanager', 'describe-secret', '--secret-id', TOKEN_SECRET, '--query', 'Name'],
    accepts: (name) => name === TOKEN_SECRET,
    fix: `aws secretsmanager create-secret --name ${TOKEN_SECRET} --secret-string file://token.txt`,
  },
  {
    file: 'integ.github-workflow.ts',
    what: `the account's OIDC provider for ${GITHUB_ISSUER}`,
    args: ['iam', 'list-open-id-connect-providers', '--query', 'OpenIDConnectProviderList[].Arn'],
    accepts: (arns) => arns.includes(GITHUB_ISSUER),
    fix: `aws iam create-open-id-connect-provider --url https://${GITHUB_ISSUER} --client-id-list sts.amazonaws.com`,
  },
];

/** The account of `AWS_PROFILE`, or of the credentials in the environment. Nothing is made here. */
export async function accountPlace(files: readonly string[], pipelines: number, environment: NodeJS.ProcessEnv = process.env): Promise<Place> {
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (!environment.AWS_PROFILE && !environment.AWS_ACCESS_KEY_ID) throw new Error('--real needs credentials: set AWS_PROFILE');
  if (!region) throw new Error('--real needs a region: set AWS_REGION');
  const place = { ...environment, AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const accountId = await answerOf(['sts', 'get-caller-identity', '--query', 'Account'], place);
  if (accountId instanceof Error) throw new Error(`the credentials are of no account: ${accountId.message}`);
  await checkPrerequisites(files, place, `${accountId} ${region}`);
  const notes = notesOf({ accountId, region, pipelines, endpoint: environment.AWS_ENDPOINT_URL });
  return { environment: place, region, parallel: PARALLEL, notes, close: async () => undefined };
}

/** All that is missing at once. */
async function checkPrerequisites(files: readonly string[], environment: NodeJS.ProcessEnv, where: string): Promise<void> {
  const needed = PREREQUISITES.filter(({ file }) => file === undefined || files.includes(file));
  const found = await Promise.all(needed.map(async ({ what, args, accepts, fix }) => {
    const answer = await answerOf(args, environment);
    if (typeof answer === 'string' && accepts(answer)) return [];
    return [`  ${what}: ${answer instanceof Error ? answer.message : `got ${JSON.stringify(answer)}`}\n    fix: ${fix}`];
  }));
  const missing = found.flat();
  if (missing.length > 0) throw new Error(`the account ${where} lacks\n${missing.join('\n')}\nCONTRIBUTING.md, "Integration tests", says more`);
}

async function answerOf(args: string[], environment: NodeJS.ProcessEnv): Promise<string | Error> {
  const { code, stdout, stderr } = await tryRun('aws', [...args, '--output', 'text'], { env: environment, timeoutSeconds: 60 });
  if (code === 127) return new Error('the AWS CLI is not installed');
  return code === 0 ? stdout.trim() : new Error(stderr.trim().split('\n').pop() ?? `the AWS CLI ended with ${code}`);
}

function notesOf({ accountId, region, pipelines, endpoint }: { accountId: string; region: string; pipelines: number; endpoint?: string }): string[] {
  return [
    `in the account ${accountId}, region ${region}${endpoint ? `, at ${endpoint}` : ''}, ${PARALLEL} at a time`,
    `deploys ${pipelines} pipelines with what they stand on, runs each, reads it back, and removes everything again; Docker is not needed here`,
    `costs some ${(pipelines * USD_PER_PIPELINE).toFixed(2)} USD, and takes half an hour for each ${PARALLEL} tests`,
  ];
}
