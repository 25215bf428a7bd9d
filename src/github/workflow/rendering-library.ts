import type * as Rendering from './rendering';
import { assetPath } from '../../private/assets';

/** `./rendering` with its libraries inside, as the package ships it; loaded when a workflow is written, which most apps do not. */
const library = () => module.require(assetPath('github', 'index.js')) as typeof Rendering;

export const toYaml: typeof Rendering.toYaml = (...args) => library().toYaml(...args);
export const patched: typeof Rendering.patched = (...args) => library().patched(...args);

export type { Json } from './rendering';
