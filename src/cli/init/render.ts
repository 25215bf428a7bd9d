/** What a template may ask for; what is absent, empty or false is left out by a section. */
export interface View {
  readonly [name: string]: string | boolean | undefined;
}

const TAG = /\{\{([#^/']?)(\w+)\}\}/g;
/** A line with nothing but one section tag makes no line. */
const LONELY_TAG = /^[ \t]*(\{\{[#^/]\w+\}\})[ \t]*\n/gm;

interface Section {
  readonly name: string;
  readonly isShown: boolean;
}

/**
 * Fills a template in.
 *
 * `{{name}}` is the value, `{{'name}}` the value as a text in the file's language, `{{#name}}...{{/name}}` is there when the value is,
 * `{{^name}}...{{/name}}` when it is not. A name that the view does not know is an error.
 *
 * @param quote makes a text of the file's language
 */
export function render(template: string, view: View, quote: (text: string) => string): string {
  const rendering = new Rendering(view, quote);
  const pieces = template.replace(LONELY_TAG, '$1').split(TAG);
  // Of three pieces each: what stands before a tag, its sign, its name.
  for (let index = 0; index < pieces.length; index += 3) {
    rendering.add(pieces[index]);
    if (index + 1 < pieces.length) rendering.tag(pieces[index + 1], pieces[index + 2]);
  }
  return rendering.end();
}

class Rendering {
  private readonly open: Section[] = [];
  private text = '';

  constructor(private readonly view: View, private readonly quote: (text: string) => string) {}

  add(text: string): void {
    if (this.open.every(({ isShown }) => isShown)) this.text += text;
  }

  tag(sign: string, name: string): void {
    if (sign === '/') this.close(name);
    else if (sign === '#' || sign === '^') this.open.push({ name, isShown: (sign === '#') === Boolean(valueOf(this.view, name)) });
    else if (this.open.every(({ isShown }) => isShown)) this.add(sign === '\'' ? this.quote(textOf(this.view, name)) : textOf(this.view, name));
  }

  end(): string {
    if (this.open.length > 0) throw new Error(`the section ${this.open[0].name} does not end`);
    return this.text;
  }

  private close(name: string): void {
    if (this.open.pop()?.name !== name) throw new Error(`the section ${name} ends where it did not begin`);
  }
}

function textOf(view: View, name: string): string {
  const value = valueOf(view, name);
  if (typeof value !== 'string') throw new Error(`the template asks for the text of ${name}, which is none`);
  return value;
}

function valueOf(view: View, name: string): View[string] {
  if (!Object.hasOwn(view, name)) throw new Error(`the template asks for ${name}, which nobody knows`);
  return view[name];
}
