import { createHash } from 'node:crypto';
import { ArtifactLocation } from '../codepipeline/model';
import { Credentials, EmulatorClient } from '../emulator-client';
import { zipFiles } from '../zip';
import { selectFiles } from './artifact-files';
import { BuildLog } from './build-log';
import { PhaseFailure } from './build-phases';
import { ArtifactSpec, Buildspec } from './buildspec';

/** What the upload of a build's artifacts needs. */
export interface UploadOptions {
  readonly buildspec: Buildspec;
  readonly outputs: ArtifactLocation[];
  readonly sourceDirectory: string;
  readonly emulator: EmulatorClient;
  readonly credentials: Credentials;
  readonly log: BuildLog;
}

/**
 * Uploads the output artifacts as zips; answers where the first one went.
 *
 * An output is the section of `secondary-artifacts` with its name; a single output may be the plain `artifacts` section.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
 */
export async function uploadArtifacts(options: UploadOptions): Promise<{ location: string; sha256sum?: string }> {
  let first: { location: string; sha256sum?: string } | undefined;
  for (const output of options.outputs) {
    const files = selectFiles(options.sourceDirectory, specOf(output, options));
    if (files.length === 0) {
      throw new PhaseFailure('CLIENT_ERROR', `no matching artifact paths found for ${output.name}`);
    }
    const archive = zipFiles(files);
    options.log.note(`Found ${files.length} file(s) for artifact ${output.name}`);
    await options.emulator.putObject(output.bucket, output.key, archive, options.credentials, output.encryptionKey);
    first ??= { location: `arn:aws:s3:::${output.bucket}/${output.key}`, sha256sum: createHash('sha256').update(archive).digest('hex') };
  }
  return first ?? { location: '' };
}

function specOf(output: ArtifactLocation, options: UploadOptions): ArtifactSpec {
  const { artifacts, secondaryArtifacts } = options.buildspec;
  const spec = secondaryArtifacts[output.name] ?? (options.outputs.length === 1 ? artifacts : undefined);
  if (!spec) {
    throw new PhaseFailure('CLIENT_ERROR', `the buildspec has no artifacts for the action's output ${output.name}; add them`);
  }
  return spec;
}
