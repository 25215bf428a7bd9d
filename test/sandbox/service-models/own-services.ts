import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { AwsError, JsonObject } from '../../../src/sandbox/aws-json';
import { BuildEngine, createCodeBuildPart } from '../../../src/sandbox/codebuild';
import { createCodePipelinePart, createRepository } from '../../../src/sandbox/codepipeline';
import { createEcrScanPart } from '../../../src/sandbox/ecr-scan/ecr-scan-part';
import { ecsService } from '../../../src/sandbox/ecs/ecs-part';
import { RunningFront, startFront } from '../../../src/sandbox/front';
import { GITHUB_ISSUER, generateSigningKey, signToken, SigningKey } from '../../../src/sandbox/github-oidc';
import { publicKeyOf } from '../../../src/sandbox/github-oidc/tokens';
import { loadBalancingService } from '../../../src/sandbox/load-balancing/load-balancing-api';
import { SandboxPart } from '../../../src/sandbox/part';
import { createStsPart } from '../../../src/sandbox/sts/sts-part';
import { Answer } from '../../support/service-models/answer-check';
import { serviceModel } from '../../support/service-models/service-models';
import { FakeWorld } from '../ecs/fake-world';
import { BalancedWorld } from '../load-balancing/balanced-world';
import { ACCOUNT, REGION, TestContext, testContext } from '../support/context';

const DIGEST = `sha256:${'a'.repeat(64)}`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/github/deploy`;
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;

/** Every service that the front answers itself, over fakes of what stands behind it, and a client that keeps what was answered. */
export class OwnServices {
  static async start(): Promise<OwnServices> {
    const services = new OwnServices(testContext(), await generateSigningKey(), await new BalancedWorld().build());
    const { context, answers } = services;
    services.front = await startFront({ context, port: 0, parts: services.parts(), onAnswer: (answer) => answers.push(answer) });
    return services;
  }

  readonly answers: Answer[] = [];
  readonly containers = new FakeWorld();
  /** By image tag. */
  readonly mediaTypes: Record<string, string> = { index: 'application/vnd.oci.image.index.v1+json' };
  scanOnPush = true;
  all: SandboxPart[] = [];
  builds!: BuildEngine;
  private front!: RunningFront;

  private constructor(readonly context: TestContext, private readonly key: SigningKey, readonly balanced: BalancedWorld) {
    context.emulator.json = async (_service, target, input) => this.registry(target.split('.')[1], input);
    const identity = (action: string, result: string) => context.emulator.queries.set(
      action, () => `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
    );
    identity('GetRole', `<Role><Arn>${ROLE}</Arn><AssumeRolePolicyDocument>${encodeURIComponent(JSON.stringify(TRUST))}</AssumeRolePolicyDocument><MaxSessionDuration>3600</MaxSessionDuration></Role>`);
    identity('GetOpenIDConnectProvider', '<Url>x</Url><ClientIDList><member>sts.amazonaws.com</member></ClientIDList>');
    identity('AssumeRole', `<Credentials><AccessKeyId>ASIA${'A'.repeat(16)}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`
      + `<Expiration>2026-11-24T13:00:00Z</Expiration></Credentials><AssumedRoleUser><AssumedRoleId>AROA${'A'.repeat(16)}:ci</AssumedRoleId><Arn>arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci</Arn></AssumedRoleUser>`);
  }

  async stop(): Promise<void> {
    await this.front.close();
    this.context.remove();
  }

  /** Every operation that is answered, with the name of its service. */
  operations(): [service: string, operation: string][] {
    const json = this.all.flatMap((part) => part.services ?? []).map(({ name, operations }) => [name, operations] as const);
    const query = this.all.flatMap((part) => part.queryServices ?? []).map(({ name, actions }) => [name, actions] as const);
    return [...json, ...query].flatMap(([name, operations]) => Object.keys(operations).map((operation): [string, string] => [name, operation]));
  }

  /** Asks an operation in the protocol of its service's model; answers the result. */
  async call(service: string, operation: string, input: JsonObject = {}): Promise<JsonObject> {
    const response = await fetch(`${this.front.url}${this.pathOf(service, operation)}`, this.request(service, operation, input));
    const text = await response.text();
    return text.startsWith('<') ? parseXml(text, operation) : JSON.parse(text) as JsonObject;
  }

  async provision(resourceType: string, properties: JsonObject, logicalId = 'Thing'): Promise<string> {
    const body = { operation: 'create', resourceType, logicalId, properties, stackName: 'orders', stackId: 'arn:stack', region: REGION, accountId: ACCOUNT };
    const response = await fetch(`${this.front.url}/_sandbox/provision`, { method: 'POST', body: JSON.stringify(body) });
    const answer = await response.json() as { physicalId?: string; error?: string };
    if (!answer.physicalId) throw new Error(answer.error);
    return answer.physicalId;
  }

  /** A repository with one commit on its main branch. */
  async repository(name: string): Promise<void> {
    const origin = await createRepository({ stateFolder: this.context.state.folder, repository: name, frontUrl: this.front.url });
    const work = path.join(this.context.state.folder, 'work');
    const git = (...command: string[]) => execFileSync('git', ['-C', work, '-c', 'user.email=j@example.com', '-c', 'user.name=J', ...command], { stdio: 'ignore' });
    execFileSync('git', ['clone', '--quiet', origin, work], { stdio: 'ignore' });
    fs.writeFileSync(path.join(work, 'app.txt'), 'one');
    git('checkout', '--quiet', '-B', 'main');
    git('add', '-A');
    git('commit', '--quiet', '-m', 'first');
    fs.rmSync(path.join(origin, 'hooks', 'post-receive'));
    git('push', '--quiet', 'origin', 'main');
  }

  token(subject = 'repo:acme/orders:ref:refs/heads/main', seconds = 300): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return signToken({ iss: GITHUB_ISSUER, aud: 'sts.amazonaws.com', sub: subject, iat: now, nbf: now - 600, exp: now + seconds }, this.key);
  }

  private parts() {
    this.builds = new BuildEngine(this.context);
    const pipelines = createCodePipelinePart(this.context, this.builds);
    const sts = createStsPart(this.context, [{ issuer: GITHUB_ISSUER, keys: async () => ({ keys: [publicKeyOf(this.key)] }) }]);
    this.all = [
      pipelines,
      createCodeBuildPart(this.builds),
      { name: 'ecs', services: [ecsService(this.containers.context)] },
      { name: 'load-balancing', queryServices: [loadBalancingService(this.balanced.store, this.balanced.health)] },
      createEcrScanPart(this.context, { scanSeconds: 0, scanner: async () => undefined }),
      sts,
    ];
    return { all: this.all, pipelines, builds: this.builds };
  }

  private registry(operation: string, input: JsonObject): JsonObject {
    if (input.repositoryName === 'none') throw new AwsError('RepositoryNotFoundException', 'The repository does not exist');
    if (operation === 'DescribeRepositories') return { repositories: [{ imageScanningConfiguration: { scanOnPush: this.scanOnPush } }] };
    const [{ imageTag = 'plain' }] = (input.imageIds ?? [{}]) as { imageTag?: string }[];
    return { images: imageTag === 'none' ? [] : [{ imageId: { imageDigest: DIGEST, imageTag }, imageManifestMediaType: this.mediaTypes[imageTag] ?? 'application/vnd.oci.image.manifest.v1+json' }] };
  }

  private pathOf(service: string, operation: string): string {
    return serviceModel(service).metadata.protocol === 'rest-json' ? serviceModel(service).operations[operation].http.requestUri : '/';
  }

  private request(service: string, operation: string, input: JsonObject): RequestInit {
    const scope = `AKIAX/20261123/${REGION}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    const prefix = this.all.flatMap((part) => part.services ?? []).find(({ name }) => name === service)?.targetPrefix;
    if (serviceModel(service).metadata.protocol === 'query') {
      const parameters = new URLSearchParams({ Action: operation, ...input as Record<string, string> });
      return { method: 'POST', headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' }, body: parameters };
    }
    const target = serviceModel(service).metadata.protocol === 'json' ? { 'x-amz-target': `${prefix}.${operation}` } : undefined;
    return { method: 'POST', headers: { authorization, ...target }, body: JSON.stringify(input) };
  }
}

const TRUST = {
  Statement: [{
    Effect: 'Allow',
    Principal: { Federated: PROVIDER },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:acme/orders:*' } },
  }],
};

function parseXml(text: string, operation: string): JsonObject {
  const document = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'member' }).parse(text) as Record<string, JsonObject>;
  return (document[`${operation}Response`]?.[`${operation}Result`] ?? document.ErrorResponse) as JsonObject;
}
