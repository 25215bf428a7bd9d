import { createHash } from 'node:crypto';

/** Containers that a sandbox starts carry this label with its state folder as the value, so that a killed sandbox can be cleaned. */
export const SANDBOX_LABEL = 'tap-cicd-pipeline.sandbox';

/** Short and unlike that of another sandbox; in the names of what a sandbox makes outside of its folder. */
export function sandboxId(stateFolder: string): string {
  return createHash('sha256').update(stateFolder).digest('hex').slice(0, 10);
}

/** How the temporary folders of a sandbox's builds begin. */
export function buildFolderPrefix(stateFolder: string): string {
  return `codebuild-${sandboxId(stateFolder)}-`;
}

/** How the engine's volumes and the containers of a sandbox's tasks begin. */
export function taskResourcePrefix(stateFolder: string): string {
  return `cicd-${sandboxId(stateFolder)}-`;
}
