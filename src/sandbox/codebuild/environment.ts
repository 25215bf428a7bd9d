import { AwsError } from '../aws-json';
import { Credentials, EmulatorClient, SecretReference } from '../emulator-client';
import { PhaseFailure } from './build-phases';
import { Buildspec } from './buildspec';
import { BuildVariable } from './model';

/** A build's own variables with their values, and what has to be masked in its log. */
export interface ResolvedVariables {
  readonly values: Record<string, string>;
  readonly secrets: string[];
}

/**
 * The variables in the order in which they win: the action's over the project's over the buildspec's.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
export function mergeVariables(buildspec: Buildspec, project: BuildVariable[], action: BuildVariable[]): BuildVariable[] {
  const merged = new Map<string, BuildVariable>();
  for (const variable of [...buildspecVariables(buildspec), ...project, ...action]) {
    merged.set(variable.name, variable);
  }
  return [...merged.values()];
}

/** Looks the values up in Parameter Store and Secrets Manager, with the build's own credentials. */
export async function resolveVariables(variables: BuildVariable[], emulator: EmulatorClient, credentials: Credentials): Promise<ResolvedVariables> {
  const values: Record<string, string> = {};
  const secrets: string[] = [];
  for (const variable of variables) {
    values[variable.name] = await lookUp(variable, emulator, credentials);
    if (variable.type === 'PARAMETER_STORE' || variable.type === 'SECRETS_MANAGER') {
      secrets.push(values[variable.name]);
    }
  }
  return { values, secrets };
}

/** Takes `secret-id:json-key:version-stage:version-id` apart; the id may be an ARN, which has colons of its own. */
export function secretReference(value: string): SecretReference {
  const parts = value.split(':');
  const idParts = value.startsWith('arn:') ? 7 : 1;
  const [jsonKey, versionStage, versionId] = parts.slice(idParts);
  return {
    secretId: parts.slice(0, idParts).join(':'),
    ...(jsonKey ? { jsonKey } : {}),
    ...(versionStage ? { versionStage } : {}),
    ...(versionId ? { versionId } : {}),
  };
}

function buildspecVariables(buildspec: Buildspec): BuildVariable[] {
  const typed = (values: Record<string, string>, type: BuildVariable['type']): BuildVariable[] =>
    Object.entries(values).map(([name, value]) => ({ name, value, type }));
  return [
    ...typed(buildspec.variables, 'PLAINTEXT'),
    ...typed(buildspec.parameterStore, 'PARAMETER_STORE'),
    ...typed(buildspec.secretsManager, 'SECRETS_MANAGER'),
  ];
}

async function lookUp(variable: BuildVariable, emulator: EmulatorClient, credentials: Credentials): Promise<string> {
  try {
    if (variable.type === 'PARAMETER_STORE') {
      return await emulator.getParameter(variable.value, credentials);
    }
    return variable.type === 'SECRETS_MANAGER' ? await emulator.getSecret(secretReference(variable.value), credentials) : variable.value;
  } catch (cause) {
    throw cannotRead(variable, cause);
  }
}

/**
 * The phase DOWNLOAD_SOURCE fails in these words, which do not say the variable: it stands behind them.
 *
 * @see https://github.com/aws/aws-codebuild-docker-images/issues/475
 * @see https://github.com/cloudposse/terraform-aws-cicd/issues/107
 */
function cannotRead({ name, type, value }: BuildVariable, cause: unknown): PhaseFailure {
  const where = `(sandbox: variable ${name}, ${JSON.stringify(value)})`;
  const code = cause instanceof AwsError ? cause.code : 'Error';
  if (type === 'PARAMETER_STORE') {
    return new PhaseFailure('Decrypted Variables Error', code === 'ParameterNotFound' ? `parameter does not exist: ${value} ${where}` : `${String(cause)} ${where}`);
  }
  const message = cause instanceof Error ? cause.message.replace(/^secretsmanager answered \d+: /, '') : String(cause);
  return new PhaseFailure('Secrets Manager Error', `${code}: ${message} ${where}`);
}
