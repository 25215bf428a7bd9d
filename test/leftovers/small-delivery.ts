import * as fs from 'node:fs';
import * as path from 'node:path';
import { lastLines, waitFor } from '../../src/sandbox/background-process';
import { EXAMPLE_BASE_IMAGE } from '../../src/sandbox/base-image';
import { run } from '../../src/sandbox/run-command';
import { Sandbox, sandboxEnvironment } from '../../src/sandbox/sandbox';

/** What the container of the service answers. */
export const ANSWER = 'the small service';

/** Much, for a machine that has other work. */
const PATIENCE_SECONDS = 240;

/** Stands inside both kinds of quotes. */
const SERVER = 'require(`http`).createServer((request, response) => response.end(`' + ANSWER + '`)).listen(8080)';

/** Builds an image and pushes it. */
const IMAGE_BUILD = buildspec(
  'aws ecr get-login-password | docker login --username AWS --password-stdin "${REPOSITORY_URI%%/*}"',
  `printf 'FROM ${EXAMPLE_BASE_IMAGE.name}\\nCMD ["node", "-e", "${SERVER}"]\\n' | docker build --tag "$REPOSITORY_URI:1" -`,
  'docker push "$REPOSITORY_URI:1"',
);

/** Makes a network, a volume and a container, as the tests of an application may, then goes on for ever. */
const LONG_BUILD = buildspec(
  'ID=small-${CODEBUILD_BUILD_ID##*:}',
  'docker network create $ID',
  'docker volume create $ID',
  `docker run --detach --network $ID --volume $ID:/data ${EXAMPLE_BASE_IMAGE.name} sleep 600`,
  'sleep 600',
);

/** The smallest stack that leaves something of everything: a repository, a project, a service. */
const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: statement({ Principal: { Service: ['codebuild.amazonaws.com', 'ecs-tasks.amazonaws.com'] }, Action: 'sts:AssumeRole' }),
        Policies: [{ PolicyName: 'All', PolicyDocument: statement({ Action: '*', Resource: '*' }) }],
      },
    },
    Repository: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'small' } },
    Project: {
      Type: 'AWS::CodeBuild::Project',
      Properties: {
        Name: 'small',
        ServiceRole: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Source: { Type: 'NO_SOURCE', BuildSpec: IMAGE_BUILD },
        Artifacts: { Type: 'NO_ARTIFACTS' },
        Environment: {
          Type: 'LINUX_CONTAINER',
          Image: 'aws/codebuild/standard:7.0',
          ComputeType: 'BUILD_GENERAL1_SMALL',
          PrivilegedMode: true,
          EnvironmentVariables: [{ Name: 'REPOSITORY_URI', Value: { 'Fn::GetAtt': ['Repository', 'RepositoryUri'] } }],
        },
      },
    },
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'small' } },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        Family: 'small',
        NetworkMode: 'awsvpc',
        RequiresCompatibilities: ['FARGATE'],
        Cpu: '256',
        Memory: '512',
        ExecutionRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Volumes: [{ Name: 'scratch' }],
        ContainerDefinitions: [{
          Name: 'small',
          Image: { 'Fn::Sub': '${Repository.RepositoryUri}:1' },
          PortMappings: [{ ContainerPort: 8080 }],
          MountPoints: [{ SourceVolume: 'scratch', ContainerPath: '/scratch' }],
        }],
      },
    },
    Service: {
      Type: 'AWS::ECS::Service',
      Properties: { ServiceName: 'small', Cluster: { Ref: 'Cluster' }, TaskDefinition: { Ref: 'Task' }, LaunchType: 'FARGATE', DesiredCount: 0 },
    },
  },
};

/** A service that is built, pushed and run in a sandbox, quicker than a whole pipeline. */
export class SmallDelivery {
  private readonly env: NodeJS.ProcessEnv;

  constructor(private readonly sandbox: Sandbox) {
    this.env = sandboxEnvironment(sandbox);
  }

  /** Deploys the stack, builds the image, runs the service; a second build goes on for ever. */
  async deliver(): Promise<void> {
    await this.aws('cloudformation', 'create-stack', '--stack-name', 'small', '--capabilities', 'CAPABILITY_IAM', '--template-body', JSON.stringify(TEMPLATE));
    await this.until('the stack', async () => this.text('Stacks[0].StackStatus', 'cloudformation', 'describe-stacks', '--stack-name', 'small'), 'CREATE_COMPLETE');
    const id = await this.text('build.id', 'codebuild', 'start-build', '--project-name', 'small');
    await this.until('the build', async () => this.text('builds[0].buildStatus', 'codebuild', 'batch-get-builds', '--ids', id), 'SUCCEEDED');
    await this.aws('ecs', 'update-service', '--cluster', 'small', '--service', 'small', '--desired-count', '1');
    await this.aws('codebuild', 'start-build', '--project-name', 'small', '--buildspec-override', LONG_BUILD);
    await this.until('the service', () => this.answer(), ANSWER);
    await this.until('the container of the second build', async () => String((await this.containers()).length), '2');
  }

  /** What the service's container answers on the port that it has on loopback; empty when it does not. */
  async answer(): Promise<string> {
    const ports = await Promise.all((await this.containers()).map((id) => this.docker('port', id)));
    const address = ports.flatMap((text) => text.split('\n')).map((line) => /127\.0\.0\.1:\d+/.exec(line)?.[0]).find(Boolean);
    if (!address) return '';
    return fetch(`http://${address}/`).then((response) => response.text(), () => '');
  }

  /** Whether the sandbox's endpoint answers, and as whose account. */
  async account(): Promise<string> {
    return this.text('Account', 'sts', 'get-caller-identity').catch((error: Error) => error.message);
  }

  private async containers(): Promise<string[]> {
    const listed = await this.docker('ps', '--quiet', '--filter', `label=tap-cicd-pipeline.sandbox=${this.sandbox.stateFolder}`);
    return listed.split('\n').filter(Boolean);
  }

  private async until(what: string, look: () => Promise<string>, wanted: string): Promise<void> {
    let seen = '';
    const reached = await waitFor(async () => {
      seen = await look();
      return seen === wanted || /FAILED|FAULT|ROLLBACK/.test(seen);
    }, PATIENCE_SECONDS, 100);
    if (!reached || seen !== wanted) throw new Error(`${what} should become ${JSON.stringify(wanted)}, and was last ${JSON.stringify(seen)}\n${this.logs()}`);
  }

  /** The ends of the builds' logs, and of the sandbox's own. */
  private logs(): string {
    const builds = path.join(this.sandbox.stateFolder, 'builds', 'small');
    const files = fs.existsSync(builds) ? fs.readdirSync(builds).map((name) => path.join(builds, name)) : [];
    return [...files, path.join(this.sandbox.stateFolder, 'logs', 'front.log')].map((file) => lastLines(file)).join('\n\n');
  }

  private text(query: string, ...args: string[]): Promise<string> {
    return this.aws(...args, '--query', query, '--output', 'text').then((output) => output.trim());
  }

  private aws(...args: string[]): Promise<string> {
    return run('aws', args, { env: this.env, timeoutSeconds: 60 });
  }

  private docker(...args: string[]): Promise<string> {
    return run('docker', args, { env: this.env, timeoutSeconds: 60 });
  }
}

function buildspec(...commands: string[]): string {
  return JSON.stringify({ version: '0.2', phases: { build: { commands } } });
}

function statement(content: object): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...content }] };
}
