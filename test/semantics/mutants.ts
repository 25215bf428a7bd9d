import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { Mutation } from './rule';

const SOURCES = path.resolve(__dirname, '..', '..', 'src', 'sandbox');

/** The file of a mutation. */
export function fileOf({ file }: Mutation): string {
  return path.join(SOURCES, file);
}

/** How often the text that a mutation replaces stands in its file: once, or the mutation means nothing any more. */
export function occurrences(mutation: Mutation): number {
  return fs.readFileSync(fileOf(mutation), 'utf8').split(mutation.from).length - 1;
}

/**
 * The module of a mutated file, made in memory; nothing is written.
 *
 * @param load what the module's imports are loaded with
 */
export function mutantModule(mutation: Mutation, load: (id: string) => unknown): object {
  const file = fileOf(mutation);
  const source = fs.readFileSync(file, 'utf8').replace(mutation.from, () => mutation.to);
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const { outputText } = ts.transpileModule(source, { compilerOptions, fileName: file });
  const module = { exports: {} };
  const resolve = (id: string): string => (id.startsWith('.') ? path.resolve(path.dirname(file), id) : id);
  new Function('require', 'module', 'exports', outputText)((id: string) => load(resolve(id)), module, module.exports);
  return module.exports;
}
