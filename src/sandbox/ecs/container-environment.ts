import { Credentials, EmulatorClient } from '../emulator-client';
import { TaskStartError } from './image-resolver';
import { ContainerDefinition } from './model';

/** What every Fargate container finds in its environment. */
function platformEnvironment(region: string): Record<string, string> {
  return { AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE', AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

/** The container's whole environment: the platform's, the plain and the secret part of the definition. */
export async function containerEnvironment(
  definition: ContainerDefinition, emulator: EmulatorClient, region: string, credentials: Credentials | undefined,
): Promise<Record<string, string>> {
  const environment = platformEnvironment(region);
  for (const { name, value } of definition.environment ?? []) {
    environment[name] = String(value);
  }
  for (const { name, valueFrom } of definition.secrets ?? []) {
    environment[name] = await secretValue(valueFrom, emulator, credentials).catch((error: Error) => {
      throw new TaskStartError(`ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from ${isSecretArn(valueFrom) ? 'asm' : 'ssm'}: ${error.message}`);
    });
  }
  return environment;
}

/** Which service, key and version a `valueFrom` names. */
async function secretValue(valueFrom: string, emulator: EmulatorClient, credentials: Credentials | undefined): Promise<string> {
  if (!isSecretArn(valueFrom)) {
    const name = valueFrom.startsWith('arn:') ? valueFrom.slice(valueFrom.indexOf(':parameter') + ':parameter'.length) : valueFrom;
    return emulator.getParameter(name, credentials);
  }
  // arn:aws:secretsmanager:region:account:secret:name:json-key:version-stage:version-id
  const parts = valueFrom.split(':');
  const [jsonKey, versionStage, versionId] = parts.slice(7).map((part) => part || undefined);
  return emulator.getSecret({ secretId: parts.slice(0, 7).join(':'), jsonKey, versionStage, versionId }, credentials);
}

function isSecretArn(valueFrom: string): boolean {
  return valueFrom.split(':')[2] === 'secretsmanager';
}
