/** Containers that a sandbox starts carry this label with its state folder as the value, so that a killed sandbox can be cleaned. */
export const SANDBOX_LABEL = 'tap-cicd-pipeline.sandbox';
