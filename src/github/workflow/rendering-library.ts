import * as path from 'path';
import type * as Rendering from './rendering';

/** `./rendering` with its libraries inside, as the package ships it. */
export const { toYaml, patched } = module.require(path.join(__dirname, '..', '..', '..', 'assets', 'github')) as typeof Rendering;

export type { Json } from './rendering';
