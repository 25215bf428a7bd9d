import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from './run-command';
import { Steps } from './steps';

/**
 * The part of the AWS SDK that functions of the sandbox may load.
 *
 * Lambda's Node runtime brings the whole SDK; these are the clients of the services that a pipeline's stack and its integ tests use.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export const FUNCTION_LIBRARIES: Record<string, string> = {
  '@aws-sdk/client-cloudformation': '3.1169.0',
  '@aws-sdk/client-cloudwatch': '3.1164.0',
  '@aws-sdk/client-cloudwatch-logs': '3.1169.0',
  '@aws-sdk/client-codebuild': '3.1142.0',
  '@aws-sdk/client-codepipeline': '3.1138.0',
  '@aws-sdk/client-codestar-connections': '3.1017.0',
  '@aws-sdk/client-ec2': '3.1169.0',
  '@aws-sdk/client-ecr': '3.1169.0',
  '@aws-sdk/client-ecs': '3.1164.0',
  '@aws-sdk/client-elastic-load-balancing-v2': '3.1142.0',
  '@aws-sdk/client-iam': '3.1169.0',
  '@aws-sdk/client-kms': '3.1164.0',
  '@aws-sdk/client-lambda': '3.1164.0',
  '@aws-sdk/client-s3': '3.1173.0',
  '@aws-sdk/client-secrets-manager': '3.1164.0',
  '@aws-sdk/client-sfn': '3.1164.0',
  '@aws-sdk/client-sns': '3.1169.0',
  '@aws-sdk/client-sqs': '3.1169.0',
  '@aws-sdk/client-ssm': '3.1169.0',
  '@aws-sdk/client-sts': '3.1173.0',
};

/** The folder for NODE_PATH; made once for each set of versions. */
export async function ensureFunctionLibraries(cache: string, steps: Steps): Promise<string> {
  const folder = path.join(cache, `functions-${librariesHash(FUNCTION_LIBRARIES)}`);
  const complete = path.join(folder, 'complete');
  if (fs.existsSync(complete)) {
    steps.say('AWS SDK for functions: as it was');
  } else {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: FUNCTION_LIBRARIES }, null, 2));
    await steps.run('AWS SDK for functions installed', async () => {
      await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, timeoutSeconds: 600 });
      fs.writeFileSync(complete, '');
    });
  }
  return path.join(folder, 'node_modules');
}

/** A short name for a set of versions. */
export function librariesHash(libraries: Record<string, string>): string {
  const asked = Object.entries(libraries).map(([name, version]) => `${name}@${version}`).sort();
  return createHash('sha256').update(asked.join('\n')).digest('hex').slice(0, 12);
}
