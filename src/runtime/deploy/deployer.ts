import { DeploySettings } from './deploy-settings';
import { DeploymentFailed } from './deployment-failed';
import { DeploymentFollower } from './deployment-follower';
import { Diagnosis } from './diagnosis';
import { Service } from './ecs-model';
import { EcsService } from './ecs-service';
import { ImageDefinition, parseImageDefinitions } from './image-definitions';
import { ImageTags } from './image-tags';
import { Rollout } from './rollout';
import { RunningImage } from './running-image';
import { smokeTest } from './smoke-tester';
import { hasImages, nextRevision } from './task-definition';
import { Aws, messageOf } from '../ports/aws';
import { Clock } from '../ports/clock';
import { Http } from '../ports/http';
import { Log } from '../ports/log';
import { SettingsError } from '../settings-reader';

const SETTLE_SECONDS = 60;
const RETRY_ADVICE = 'mend the cause and retry the stage: the deployer finishes what is missing';

/** Exit codes of the deployer. */
export const DEPLOY_EXIT = { deployed: 0, failed: 1, settings: 2 } as const;

/** What the deployer needs of the world. */
export interface DeployPorts {
  readonly aws: Aws;
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
  readonly readFile: (path: string) => string;
}

/**
 * Deploys one scanned digest to one ECS service; red means red.
 *
 * @returns 0 when the digest runs and answers, 1 when it does not (the service is back on its previous revision, or
 *   the log says that it is not), 2 when nothing was touched because the request itself is wrong
 */
export async function runDeploy(settings: DeploySettings, ports: DeployPorts): Promise<number> {
  try {
    await new Deployer(settings, ports).run();
    ports.log.plain(`deployed ${settings.imageDigest}`);
    return DEPLOY_EXIT.deployed;
  } catch (error) {
    ports.log.plain(failureBlock(settings.serviceName, error));
    return error instanceof SettingsError ? DEPLOY_EXIT.settings : DEPLOY_EXIT.failed;
  }
}

/** What happens to the service, in order. */
class Deployer {
  private readonly service: EcsService;
  private readonly follower: DeploymentFollower;
  private readonly tags: ImageTags;
  private readonly running: RunningImage;

  constructor(private readonly settings: DeploySettings, private readonly ports: DeployPorts) {
    const { aws, clock, log } = ports;
    this.service = new EcsService(aws, settings.clusterName, settings.serviceName);
    this.follower = new DeploymentFollower(this.service, clock, log);
    this.tags = new ImageTags(aws, log, settings.repositoryName);
    this.running = new RunningImage(this.service, this.tags, clock, log);
  }

  public async run(): Promise<void> {
    const images = this.readImages();
    const service = await this.idleService();
    const rollout = await this.prepare(service, images);
    await rollout?.run();
    await this.verify(rollout, images);
    await this.smoke(rollout);
    await this.finish();
  }

  private readImages(): ImageDefinition[] {
    const { imageDefinitionsFile: file } = this.settings;
    return parseImageDefinitions(this.readFile(file), file, this.settings);
  }

  private readFile(file: string): string {
    try {
      return this.ports.readFile(file);
    } catch (error) {
      throw new SettingsError([`IMAGE_DEFINITIONS ${JSON.stringify(file)} cannot be read (${messageOf(error)}): give the file that the Build stage wrote`]);
    }
  }

  private async idleService(): Promise<Service> {
    const { serviceName, deploymentTimeoutSeconds } = this.settings;
    const controller = (await this.service.describe()).deploymentController?.type ?? 'ECS';
    if (controller !== 'ECS') {
      throw new SettingsError([`service ${serviceName} has deployment controller ${controller}: this deployer follows deployments of controller ECS only`]);
    }
    if (!await this.follower.waitUntilIdle(deploymentTimeoutSeconds)) {
      throw new DeploymentFailed(`another deployment of service ${serviceName} did not end within ${deploymentTimeoutSeconds} seconds`, 'wait for it or stop it, then retry the stage');
    }
    return this.service.describe();
  }

  /** Registers the revision; undefined when exactly these images already run. */
  private async prepare(service: Service, images: readonly ImageDefinition[]): Promise<Rollout | undefined> {
    const { clock, log, aws } = this.ports;
    const { definition, tags } = await this.service.describeRevision(service.taskDefinition);
    const input = nextRevision(definition, tags, images);
    const live = { revision: service.taskDefinition, images, imageDigest: this.settings.imageDigest };
    if (service.desiredCount > 0 && hasImages(definition, images) && await this.running.tryProblem(live, 0) === undefined) {
      log.step(`${service.taskDefinition} runs this digest already: nothing to deploy`);
      return undefined;
    }
    const since = clock.now();
    const revision = await this.service.register(input);
    log.step(`registered ${revision}, same as ${service.taskDefinition} but for the image`);
    const plan = { previous: service.taskDefinition, revision, definition: input, first: service.desiredCount === 0, since };
    return new Rollout(plan, this.settings, this.service, this.follower, this.running, new Diagnosis(this.service, aws, clock), log);
  }

  private async verify(rollout: Rollout | undefined, images: readonly ImageDefinition[]): Promise<void> {
    if (!rollout) { return; }
    const problem = await this.problemOf(rollout.revision, images);
    if (problem) { await rollout.takeBack(`ECS called the deployment successful, but ${problem}`); }
    this.ports.log.step('the running tasks have the digest');
  }

  private async problemOf(revision: string, images: readonly ImageDefinition[]): Promise<string | undefined> {
    try {
      return await this.running.tryProblem({ revision, images, imageDigest: this.settings.imageDigest }, SETTLE_SECONDS);
    } catch (error) {
      return `the running tasks could not be looked at: ${messageOf(error)}`;
    }
  }

  private async smoke(rollout: Rollout | undefined): Promise<void> {
    const { smokeTest: test, imageDigest } = this.settings;
    if (!test) { return this.ports.log.step('no smoke test, since SMOKE_URL is not set'); }
    const { passed, got } = await smokeTest(test, this.ports);
    if (passed) { return; }
    const reason = `the smoke test failed: GET ${test.url} should answer ${test.status}, last got ${got}`;
    if (rollout) { await rollout.takeBack(reason); }
    throw new DeploymentFailed(reason, 'look at the service and its load balancer', [`${imageDigest} was running before this run, so there is nothing to take back`]);
  }

  /** The digest runs and answers; what fails from here on leaves it running. */
  private async finish(): Promise<void> {
    try {
      await this.tags.markLive(this.settings.imageDigest);
    } catch (error) {
      throw new DeploymentFailed(`the digest is deployed and healthy, but this could not be recorded: ${messageOf(error)}`, RETRY_ADVICE, [`${this.settings.imageDigest} stays in service`]);
    }
  }
}

function failureBlock(serviceName: string, error: unknown): string {
  const { reason, advice, details } = error instanceof DeploymentFailed
    ? error
    : new DeploymentFailed(messageOf(error), error instanceof SettingsError ? 'correct them and run the pipeline again; nothing was touched' : RETRY_ADVICE);
  return ['', `DEPLOYMENT FAILED: service ${serviceName}`, `  reason: ${reason}`, ...details.map((line) => `  ${line}`), `  what to do: ${advice}`].join('\n');
}
