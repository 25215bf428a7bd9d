import * as path from 'node:path';
import { Sandbox } from './sandbox-record';

/** The environment in which the AWS CLI, the SDKs and the CDK CLI talk to the sandbox, and to nothing else. */
export function sandboxEnvironment(sandbox: Sandbox, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const inherited = Object.fromEntries(Object.entries(base).filter(([name]) => !/^(AWS_|CDK_)/.test(name)));
  return {
    ...inherited,
    AWS_ENDPOINT_URL: sandbox.frontUrl,
    AWS_ACCESS_KEY_ID: sandbox.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sandbox.secretAccessKey,
    AWS_REGION: sandbox.region,
    AWS_DEFAULT_REGION: sandbox.region,
    AWS_PAGER: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    // The newer SDKs stream uploads with trailing checksums, which emulators do not read.
    AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required',
    AWS_RESPONSE_CHECKSUM_VALIDATION: 'when_required',
    AWS_CONFIG_FILE: path.join(sandbox.stateFolder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(sandbox.stateFolder, 'no-aws-credentials'),
    CDK_DEFAULT_ACCOUNT: sandbox.accountId,
    CDK_DEFAULT_REGION: sandbox.region,
    // The CDK CLI keeps which account an access key belongs to.
    CDK_HOME: path.join(sandbox.stateFolder, 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    DOCKER_HOST: sandbox.engine.dockerHost,
    NO_PROXY: withLoopback(base.NO_PROXY ?? base.no_proxy),
    no_proxy: withLoopback(base.no_proxy ?? base.NO_PROXY),
    PATH: [...sandbox.toolPaths, base.PATH].filter(Boolean).join(path.delimiter),
  };
}

function withLoopback(list: string | undefined): string {
  return [...new Set([...(list ?? '').split(',').filter(Boolean), '127.0.0.1', 'localhost'])].join(',');
}
