import { JsonObject } from '../aws-json';

/** Properties whose keys are the user's own words, not ECS's. */
const FREE_KEYS = new Set(['DockerLabels', 'Options', 'DriverOpts', 'Labels']);
/** Properties that ECS takes as numbers; a template may carry them as strings, above all after a dynamic reference. */
const NUMBERS = new Set([
  'DesiredCount', 'HealthCheckGracePeriodSeconds', 'MinimumHealthyPercent', 'MaximumPercent', 'ContainerPort', 'HostPort', 'Interval', 'Timeout', 'Retries',
  'StartPeriod', 'StartTimeout', 'StopTimeout', 'MemoryReservation', 'SizeInGiB', 'Weight', 'Base', 'SoftLimit', 'HardLimit',
]);
const BOOLEANS = new Set([
  'Essential', 'ReadonlyRootFilesystem', 'Privileged', 'Enable', 'Rollback', 'EnableExecuteCommand', 'EnableECSManagedTags', 'ReadOnly', 'InitProcessEnabled',
  'DisableNetworking', 'Interactive', 'PseudoTerminal',
]);

/** A CloudFormation resource's properties as the ECS API spells them. */
export function toApiInput(properties: JsonObject): JsonObject {
  return convertObject(properties);
}

function convertObject(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [apiName(name), convert(name, entry)]));
}

function convert(name: string, value: unknown): unknown {
  if (FREE_KEYS.has(name)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((entry) => (isObject(entry) ? convertObject(entry) : entry));
  }
  if (isObject(value)) {
    return convertObject(value);
  }
  return scalar(name, value);
}

function scalar(name: string, value: unknown): unknown {
  if (NUMBERS.has(name) && typeof value === 'string') {
    return Number(value);
  }
  if (BOOLEANS.has(name) && typeof value === 'string') {
    return value === 'true';
  }
  return value;
}

/** `EFSVolumeConfiguration` becomes `efsVolumeConfiguration`, `EnableECSManagedTags` becomes `enableECSManagedTags`. */
function apiName(name: string): string {
  const capitals = /^[A-Z]+(?=[A-Z][a-z])/.exec(name)?.[0] ?? name.slice(0, 1);
  return capitals.toLowerCase() + name.slice(capitals.length);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
