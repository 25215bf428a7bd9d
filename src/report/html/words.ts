import { html, Markup } from './markup';
import { labelOf } from '../catalogue';
import { REFERENCE } from '../expression';
import { ResourceReport, StackReport } from '../model';

/** Words about one stack: what is referred to by its name, with a link to its row. */
export class Words {
  private readonly resources: Map<string, ResourceReport>;

  /** @param number of the stack in the page, so that ids are of one stack */
  constructor(readonly stack: StackReport, readonly number: number) {
    this.resources = new Map(stack.resources.map((resource) => [resource.id, resource]));
  }

  anchorOf(id: string): string {
    return `s${this.number}-${id}`;
  }

  /** A link to a resource's row, by its name. */
  link(id: string): Markup {
    const resource = this.resources.get(id);
    return resource ? html`<a href="#${this.anchorOf(id)}">${breakable(this.plain(labelOf(resource)))}</a>` : html`${breakable(id)}`;
  }

  /** A text of the model: `${Id.Arn}` becomes the name of what it refers to, linked. */
  text(text: string): Markup {
    const parts = text.split(REFERENCE);
    // The pattern has two groups: text, id, attribute, text, id, attribute, text.
    return html`${parts.map((part, index) => (index % 3 === 0 ? breakable(this.plain(part ?? '')) : index % 3 === 1 ? this.referred(part, parts[index + 1]) : ''))}`;
  }

  private referred(id: string, attribute: string | undefined): Markup {
    if (!this.resources.has(id)) return html`${breakable(attribute ? `\${${id}.${attribute}}` : `\${${id}}`)}`;
    return html`${this.link(id)}${attribute && !attribute.endsWith('Arn') ? html` <span class="quiet">(${attribute})</span>` : ''}`;
  }

  /** Pseudo parameters: the value where the stack is bound to it, a short word where not. */
  plain(text: string): string {
    return text
      .replace(/\$\{AWS::Region\}/g, this.stack.region ?? 'REGION')
      .replace(/\$\{AWS::AccountId\}/g, this.stack.account ?? 'ACCOUNT')
      .replace(/\$\{AWS::Partition\}/g, 'aws')
      .replace(/\$\{AWS::URLSuffix\}/g, 'amazonaws.com')
      .replace(/\$\{AWS::StackName\}/g, this.stack.name);
  }
}

/** Long names may be broken at their own separators. */
export function breakable(text: string): Markup {
  const parts = text.split(/(?<=[/:@_.-])(?=\S)/);
  return html`${parts.map((part, index) => (index === 0 ? part : html`<wbr>${part}`))}`;
}

export function list(items: readonly Markup[]): Markup {
  return items.length === 1 ? items[0] : html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

/** `1 role`, `2 roles`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function shortType(type: string): string {
  return type.replace(/^AWS::/, '').replace('::', ' ');
}
