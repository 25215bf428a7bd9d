import { DIGEST, REPOSITORY_NAME } from '../image-reference';
import { Environment, SettingsReader } from '../settings-reader';

/** The request that a freshly deployed service has to answer. */
export interface SmokeTest {
  /** Base URL and path in one. */
  readonly url: string;
  readonly status: number;
  readonly timeoutSeconds: number;
}

/** What the deployer is asked to do. */
export interface DeploySettings {
  readonly clusterName: string;
  readonly serviceName: string;
  readonly imageDefinitionsFile: string;
  readonly imageDigest: string;
  readonly repositoryName: string;
  /** Set when the service stands at 0. */
  readonly desiredCount: number;
  readonly deploymentTimeoutSeconds: number;
  readonly rollbackTimeoutSeconds: number;
  /** The deployment is stopped as soon as this many tasks of the new revision have failed. */
  readonly maxStoppedTasks: number;
  /** Undefined when the service has no address. */
  readonly smokeTest?: SmokeTest;
}

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const ONE_DAY_SECONDS = 86_400;

/**
 * Reads the deployer's settings.
 *
 * Defaults: IMAGE_DEFINITIONS `imagedefinitions.json`, DESIRED_COUNT 1, DEPLOYMENT_TIMEOUT_SECONDS 900,
 * ROLLBACK_TIMEOUT_SECONDS 600, MAX_STOPPED_TASKS 3, SMOKE_PATH `/`, SMOKE_STATUS 200, SMOKE_TIMEOUT_SECONDS 60;
 * without SMOKE_URL there is no smoke test.
 *
 * @throws SettingsError naming every variable that cannot be used
 */
export function readDeploySettings(environment: Environment): DeploySettings {
  const reader = new SettingsReader(environment);
  const settings: DeploySettings = {
    clusterName: reader.required('CLUSTER_NAME', NAME, 'the name of the ECS cluster'),
    serviceName: reader.required('SERVICE_NAME', NAME, 'the name of the ECS service'),
    imageDefinitionsFile: reader.optional('IMAGE_DEFINITIONS') ?? 'imagedefinitions.json',
    imageDigest: reader.required('IMAGE_DIGEST', DIGEST, 'the digest that was scanned, sha256: and 64 hexadecimal digits'),
    repositoryName: reader.required('REPOSITORY_NAME', REPOSITORY_NAME, 'the name of the ECR repository'),
    desiredCount: reader.integer('DESIRED_COUNT', 1, 1, 5_000),
    deploymentTimeoutSeconds: reader.integer('DEPLOYMENT_TIMEOUT_SECONDS', 900, 1, ONE_DAY_SECONDS),
    rollbackTimeoutSeconds: reader.integer('ROLLBACK_TIMEOUT_SECONDS', 600, 1, ONE_DAY_SECONDS),
    maxStoppedTasks: reader.integer('MAX_STOPPED_TASKS', 3, 1, 1_000),
    smokeTest: readSmokeTest(reader),
  };
  reader.finish();
  return settings;
}

function readSmokeTest(reader: SettingsReader): SmokeTest | undefined {
  const path = reader.matchingOr('SMOKE_PATH', '/', /^\/\S*$/, 'a path that starts with /');
  const status = reader.integer('SMOKE_STATUS', 200, 100, 599);
  const timeoutSeconds = reader.integer('SMOKE_TIMEOUT_SECONDS', 60, 1, 3_600);
  if (reader.optional('SMOKE_URL') === undefined) { return undefined; }
  const base = reader.required('SMOKE_URL', /^https?:\/\/[^\s/]\S*$/, 'an address that starts with http:// or https://');
  return { url: `${base.replace(/\/+$/, '')}${path}`, status, timeoutSeconds };
}
