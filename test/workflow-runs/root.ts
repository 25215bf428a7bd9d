import * as path from 'node:path';

/** The repository. */
export const ROOT = path.resolve(__dirname, '..', '..');
