/** Text that is HTML already; everything else is escaped. Only `html` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | undefined | readonly Part[];

/** HTML from a template; what is put into it is text, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.map((fixed, index) => `${fixed}${index < parts.length ? textOf(parts[index]) : ''}`).join(''));
}

/** Characters that mean something in text or in a quoted attribute. */
const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escape(text: string): string {
  // Control characters but tab and new line are no characters of HTML.
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map(textOf).join('') : escape(String(part));
}

/** The parts with something between them. */
export function join(parts: readonly Markup[], between: Markup): Markup {
  return new Markup(parts.map(({ text }) => text).join(between.text));
}
