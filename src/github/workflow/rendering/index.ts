/**
 * Bundled with its libraries into one file, `assets/github`, so that the installed package has no dependency of its own.
 */
import { applyPatch, Operation } from 'rfc6902';
import { Document, isScalar, Scalar, visit } from 'yaml';

// For the sandbox, whose bundle takes its parser from here.
export { parse } from 'yaml';

/** What a YAML file of ours is made of. */
export type Json = string | number | boolean | Json[] | { readonly [key: string]: Json };

/** What stands behind a value, if anything. */
export type CommentOf = (key: string, value: string) => string | undefined;

/** @param header each of its lines becomes a comment at the top */
export function toYaml(document: Json, header: string, commentOf: CommentOf): string {
  const yaml = new Document(document, { aliasDuplicateObjects: false });
  visit(yaml, {
    Pair(_key, { key, value }) {
      if (isScalar(key) && isScalar(value)) comment(value, commentOf(String(key.value), String(value.value)));
    },
  });
  yaml.commentBefore = header.split('\n').map((line) => ` ${line}`).join('\n');
  return yaml.toString({ lineWidth: 0 });
}

function comment(value: Scalar, text: string | undefined): void {
  if (text) value.comment = ` ${text}`;
}

/**
 * @param patch a JSON Patch (RFC 6902)
 * @throws where an operation is malformed or does not fit the document
 */
export function patched(document: Json, patch: Operation[]): Json {
  const copy = structuredClone(document);
  const failed = applyPatch(copy, patch).find((error) => error !== null);
  if (failed) throw failed;
  return copy;
}
