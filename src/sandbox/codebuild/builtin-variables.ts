import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Credentials } from '../emulator-client';
import { BuildRecord, BuildSource, ProjectRecord } from './model';

/** What the fixed variables of a build are made from. */
export interface BuiltinOptions {
  readonly record: BuildRecord;
  readonly project: ProjectRecord;
  readonly region: string;
  readonly sourceDirectory: string;
  readonly secondarySources: (BuildSource & { readonly directory: string })[];
  readonly logPath: string;
}

/**
 * The variables that CodeBuild documents.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
export function codeBuildVariables(options: BuiltinOptions): Record<string, string> {
  const { record, project, region } = options;
  const secondary = options.secondarySources.map((source): [string, string] => [`CODEBUILD_SRC_DIR_${source.name}`, source.directory]);
  return {
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    CODEBUILD_BUILD_ARN: record.arn,
    CODEBUILD_BUILD_ID: record.id,
    CODEBUILD_BUILD_IMAGE: project.environment.image,
    CODEBUILD_BUILD_NUMBER: String(record.buildNumber),
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: record.initiator,
    CODEBUILD_KMS_KEY_ID: project.encryptionKey,
    CODEBUILD_LOG_PATH: options.logPath,
    CODEBUILD_PROJECT_ARN: project.arn,
    CODEBUILD_RESOLVED_SOURCE_VERSION: record.resolvedSourceVersion ?? '',
    CODEBUILD_SOURCE_VERSION: record.sourceVersion ?? '',
    CODEBUILD_SRC_DIR: options.sourceDirectory,
    CODEBUILD_START_TIME: String(Math.round(record.startTime * 1000)),
    ...Object.fromEntries(secondary),
    CI: 'true',
  };
}

/** What a build needs on the developer's machine that the build image would have. */
export interface HostOptions {
  readonly home: string;
  readonly temporary: string;
  /** Searched before the machine's own PATH. */
  readonly toolPaths: string[];
  readonly frontUrl: string;
  readonly dockerHost: string;
  readonly credentials: Credentials;
}

/** Variables of the machine that builds need to reach package registries; nothing else of the machine's environment is handed on. */
const FROM_HOST = ['LANG', 'LC_ALL', 'TZ', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'PIP_INDEX_URL', 'GOPROXY'];

/** The clean environment of a build: a home, a search path, the sandbox as AWS and the credentials of the build's own role. */
export function hostVariables(options: HostOptions, host: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const kept = FROM_HOST.flatMap((name): [string, string][] => (host[name] === undefined ? [] : [[name, String(host[name])]]));
  const registry = npmRegistry(host);
  return {
    ...Object.fromEntries(kept),
    ...(registry ? { npm_config_registry: registry } : {}),
    HOME: options.home,
    TMPDIR: options.temporary,
    PATH: [...options.toolPaths, path.dirname(process.execPath), host.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(path.delimiter),
    AWS_ACCESS_KEY_ID: options.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: options.credentials.secretAccessKey,
    ...(options.credentials.sessionToken ? { AWS_SESSION_TOKEN: options.credentials.sessionToken } : {}),
    AWS_ENDPOINT_URL: options.frontUrl,
    AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
    AWS_PAGER: '',
    DOCKER_HOST: options.dockerHost,
    http_proxy: options.frontUrl,
    no_proxy: '127.0.0.1,localhost',
  };
}

/** Only the registry's address is taken from the developer's npm settings, never a token. */
function npmRegistry(host: NodeJS.ProcessEnv): string | undefined {
  const file = path.join(host.HOME ?? os.homedir(), '.npmrc');
  const line = fs.existsSync(file) ? /^\s*registry\s*=\s*(\S+)/m.exec(fs.readFileSync(file, 'utf8')) : null;
  return host.npm_config_registry ?? host.NPM_CONFIG_REGISTRY ?? line?.[1];
}
