import { tryPinnedImage } from '../image-reference';
import { SettingsError } from '../settings-reader';

/** The image that one container of the task definition gets. */
export interface ImageDefinition {
  readonly name: string;
  /** Pinned: REPOSITORY@sha256:... */
  readonly imageUri: string;
}

/** What every image of the file has to be. */
export interface ExpectedImage {
  readonly repositoryName: string;
  /** The digest that was scanned. */
  readonly imageDigest: string;
}

/**
 * Reads `imagedefinitions.json` and refuses everything that is not exactly the image that was scanned.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html
 * @throws SettingsError naming every entry that is refused
 */
export function parseImageDefinitions(text: string, file: string, expected: ExpectedImage): ImageDefinition[] {
  const entries = tryJson(text);
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new SettingsError([`${file} is not a JSON list with at least one entry: give [{"name":"app","imageUri":"REPOSITORY@sha256:..."}]`]);
  }
  const problems = [...entries.flatMap((entry, index) => problemsOf(entry, `${file}[${index}]`, expected)), ...repeated(entries, file)];
  if (problems.length > 0) { throw new SettingsError(problems); }
  return entries.map(({ name, imageUri }: ImageDefinition) => ({ name, imageUri }));
}

function problemsOf(entry: unknown, where: string, expected: ExpectedImage): string[] {
  const { name, imageUri } = (entry ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || name === '' || typeof imageUri !== 'string') {
    return [`${where} is ${JSON.stringify(entry)}: give an object with the texts name and imageUri`];
  }
  const image = tryPinnedImage(imageUri);
  if (!image) { return [`${where}.imageUri is ${JSON.stringify(imageUri)}, which names no digest: a tag may move after the scan, so give REPOSITORY@sha256:...`]; }
  if (image.digest !== expected.imageDigest) {
    return [`${where}.imageUri has digest ${image.digest}, but ${expected.imageDigest} was scanned: deploy what was scanned`];
  }
  if (!image.repositoryUri.endsWith(`/${expected.repositoryName}`)) {
    return [`${where}.imageUri is in ${image.repositoryUri}, but repository ${expected.repositoryName} was scanned: deploy what was scanned`];
  }
  return [];
}

function repeated(entries: readonly unknown[], file: string): string[] {
  const names = entries.map((entry) => (entry as Partial<ImageDefinition> | null)?.name);
  return names.filter((name, index) => name !== undefined && names.indexOf(name) !== index)
    .map((name) => `${file} names container ${JSON.stringify(name)} more than once: keep one entry`);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
