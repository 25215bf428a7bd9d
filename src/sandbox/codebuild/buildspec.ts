import { parse } from 'yaml';
import { JsonObject } from '../aws-json';

/** The phases that run commands, in their order. */
export const COMMAND_PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;

export type CommandPhase = (typeof COMMAND_PHASES)[number];

export interface PhaseSpec {
  readonly commands: string[];
  readonly finallyCommands: string[];
  readonly onFailure?: 'ABORT' | 'CONTINUE';
  readonly runtimeVersions: Record<string, string>;
}

export interface ArtifactSpec {
  readonly files: string[];
  readonly baseDirectory?: string;
  readonly discardPaths: boolean;
  readonly excludePaths: string[];
  readonly name?: string;
}

export interface ReportSpec {
  readonly files: string[];
  readonly baseDirectory?: string;
  readonly fileFormat: string;
}

/** A buildspec, defaults filled in. */
export interface Buildspec {
  readonly shell: 'sh' | 'bash';
  readonly variables: Record<string, string>;
  readonly parameterStore: Record<string, string>;
  readonly secretsManager: Record<string, string>;
  readonly exportedVariables: string[];
  readonly phases: Partial<Record<CommandPhase, PhaseSpec>>;
  readonly artifacts?: ArtifactSpec;
  readonly secondaryArtifacts: Record<string, ArtifactSpec>;
  readonly reports: Record<string, ReportSpec>;
  readonly cachePaths: string[];
}

/**
 * Reads a buildspec of version 0.2 in YAML or JSON.
 *
 * What the sandbox would have to ignore although it changes what happens (`run-as`, `batch`, `on-failure: RETRY`, version 0.1) is
 * refused by name.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export function parseBuildspec(text: string): Buildspec {
  const spec = mapping(parse(text), 'the buildspec');
  refuseUnsupported(spec);
  const env = mapping(spec.env, 'env');
  const artifacts = mapping(spec.artifacts, 'artifacts');
  return {
    shell: shell(env.shell),
    variables: texts(env.variables, 'env/variables'),
    parameterStore: texts(env['parameter-store'], 'env/parameter-store'),
    secretsManager: texts(env['secrets-manager'], 'env/secrets-manager'),
    exportedVariables: list(env['exported-variables'], 'env/exported-variables'),
    phases: phases(spec.phases),
    ...(artifacts.files === undefined ? {} : { artifacts: artifactSpec(artifacts) }),
    secondaryArtifacts: mapValues(artifacts['secondary-artifacts'], 'artifacts/secondary-artifacts', artifactSpec),
    reports: mapValues(spec.reports, 'reports', reportSpec),
    cachePaths: list(mapping(spec.cache, 'cache').paths, 'cache/paths'),
  };
}

function refuseUnsupported(spec: JsonObject): void {
  if (String(spec.version) !== '0.2') {
    throw new Error(`the sandbox runs buildspec version 0.2 only, got ${JSON.stringify(spec.version)}; write 'version: 0.2'`);
  }
  for (const name of ['run-as', 'batch']) {
    if (spec[name] !== undefined) {
      throw new Error(`the sandbox does not implement '${name}' of a buildspec; leave it out here`);
    }
  }
}

function phases(value: unknown): Buildspec['phases'] {
  const given = mapping(value, 'phases');
  const unknown = Object.keys(given).find((name) => !(COMMAND_PHASES as readonly string[]).includes(name));
  if (unknown) {
    throw new Error(`a buildspec has no phase ${JSON.stringify(unknown)}; it has ${COMMAND_PHASES.join(', ')}`);
  }
  return mapValues(given, 'phases', phaseSpec);
}

function phaseSpec(phase: JsonObject, place: string): PhaseSpec {
  if (phase['run-as'] !== undefined) {
    throw new Error(`the sandbox does not implement 'run-as' of a buildspec (${place}); leave it out here`);
  }
  return {
    commands: list(phase.commands, `${place}/commands`),
    finallyCommands: list(phase.finally, `${place}/finally`),
    ...(phase['on-failure'] === undefined ? {} : { onFailure: onFailure(phase['on-failure'], place) }),
    runtimeVersions: texts(phase['runtime-versions'], `${place}/runtime-versions`),
  };
}

function onFailure(value: unknown, place: string): 'ABORT' | 'CONTINUE' {
  if (value === 'ABORT' || value === 'CONTINUE') {
    return value;
  }
  throw new Error(`the sandbox does not implement 'on-failure: ${String(value)}' of a buildspec (${place}); use ABORT or CONTINUE here`);
}

function shell(value: unknown): 'sh' | 'bash' {
  if (value === undefined || value === 'sh' || value === 'bash') {
    return value ?? 'sh';
  }
  throw new Error(`the sandbox runs 'env/shell' sh or bash, got ${JSON.stringify(value)}`);
}

function artifactSpec(given: JsonObject, place = 'artifacts'): ArtifactSpec {
  return {
    files: list(given.files, `${place}/files`),
    ...(given['base-directory'] === undefined ? {} : { baseDirectory: String(given['base-directory']) }),
    discardPaths: isYes(given['discard-paths']),
    excludePaths: list(given['exclude-paths'], `${place}/exclude-paths`),
    ...(given.name === undefined ? {} : { name: String(given.name) }),
  };
}

function reportSpec(given: JsonObject, place: string): ReportSpec {
  return {
    files: list(given.files, `${place}/files`),
    ...(given['base-directory'] === undefined ? {} : { baseDirectory: String(given['base-directory']) }),
    fileFormat: given['file-format'] === undefined ? 'JUNITXML' : String(given['file-format']).toUpperCase(),
  };
}

function isYes(value: unknown): boolean {
  return value === true || value === 'yes' || value === 'true';
}

function mapping(value: unknown, place: string): JsonObject {
  if (value === undefined || value === null) {
    return {};
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Error(`${place} of a buildspec must be a mapping, got ${JSON.stringify(value)}`);
  }
  return value as JsonObject;
}

function mapValues<T>(value: unknown, place: string, read: (given: JsonObject, place: string) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(mapping(value, place)).map(([name, content]) => [name, read(mapping(content, `${place}/${name}`), `${place}/${name}`)]),
  );
}

function texts(value: unknown, place: string): Record<string, string> {
  return Object.fromEntries(Object.entries(mapping(value, place)).map(([name, content]) => [name, scalar(content, `${place}/${name}`)]));
}

/** A list of texts; a single text counts as a list of one, as CodeBuild takes it. */
function list(value: unknown, place: string): string[] {
  if (value === undefined || value === null) {
    return [];
  }
  return (Array.isArray(value) ? value : [value]).map((item, index) => scalar(item, `${place}[${index}]`));
}

function scalar(value: unknown, place: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new Error(`${place} of a buildspec must be a text, got ${JSON.stringify(value)}; quote it when it holds a colon`);
}
