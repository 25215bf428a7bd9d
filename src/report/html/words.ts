import { html, Markup } from './markup';
import { REFERENCE } from '../expression';
import { StackReport } from '../model';
import { Words } from '../words';

/** Words about one stack of a page: what is referred to by its name, with a link to its row. */
export class LinkedWords extends Words {
  /** @param number of the stack in the page, so that ids are of one stack */
  constructor(stack: StackReport, readonly number: number) {
    super(stack);
  }

  anchorOf(id: string): string {
    return `s${this.number}-${id}`;
  }

  /** A link to a resource's row, by its name. */
  link(id: string): Markup {
    return this.resources.has(id) ? html`<a href="#${this.anchorOf(id)}">${breakable(this.name(id))}</a>` : html`${breakable(id)}`;
  }

  /** A text of the model: `${Id.Arn}` becomes the name of what it refers to, linked. */
  text(text: string): Markup {
    const parts = text.split(REFERENCE);
    // The pattern has two groups: text, id, attribute, text, id, attribute, text.
    const texts = parts.filter((_part, index) => index % 3 === 0).map((part) => breakable(this.plain(part)));
    return html`${texts.map((plain, index) => html`${plain}${index < texts.length - 1 ? this.referred(parts[index * 3 + 1], parts[index * 3 + 2]) : ''}`)}`;
  }

  private referred(id: string, attribute: string | undefined): Markup {
    if (!this.resources.has(id)) return breakable(attribute ? `\${${id}.${attribute}}` : `\${${id}}`);
    return html`${this.link(id)}${attribute && !attribute.endsWith('Arn') ? html` <span class="quiet">(${attribute})</span>` : ''}`;
  }
}

/** Long names may be broken at their own separators. */
export function breakable(text: string): Markup {
  const parts = text.split(/(?<=[/:@_.-])(?=\S)/);
  return html`${parts.map((part, index) => (index === 0 ? part : html`<wbr>${part}`))}`;
}

export function list(items: readonly Markup[]): Markup {
  if (items.length < 2) return html`${items}`;
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** `1 role`, `2 roles`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function shortType(type: string): string {
  return type.replace(/^AWS::/, '').replace('::', ' ');
}
