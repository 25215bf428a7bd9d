/** Values by namespace, for example `{ SourceVariables: { CommitId: '...' } }`. */
export type Namespaces = Record<string, Record<string, string>>;

const REFERENCE = /#\{([A-Za-z0-9_@-]+)\.([A-Za-z0-9_@-]+)\}/g;

/**
 * Fills `#{Namespace.Name}` into every value of an action's configuration.
 *
 * A variable that nobody set is an error, as on AWS, where the action fails.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
 */
export function resolveConfiguration(configuration: Record<string, string>, namespaces: Namespaces): Record<string, string> {
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, resolveText(value, namespaces, key)]));
}

/** Fills the variables into one text; `place` names it in the error. */
export function resolveText(text: string, namespaces: Namespaces, place: string): string {
  return text.replace(REFERENCE, (reference: string, namespace: string, name: string) => {
    const value = namespaces[namespace]?.[name];
    if (value === undefined) {
      throw new Error(`an action's '${place}' refers to ${reference}, which no action before it has set${known(namespaces, namespace)}`);
    }
    return value;
  });
}

function known(namespaces: Namespaces, namespace: string): string {
  const names = Object.keys(namespaces[namespace] ?? {});
  return names.length > 0
    ? `; ${namespace} has ${names.join(', ')}`
    : `; there is no namespace ${namespace}, there are ${Object.keys(namespaces).join(', ') || 'none'}`;
}
