import { html, Markup } from './markup';

export interface Table {
  readonly caption: string;
  /** A class of the style sheet that knows how wide the columns are. */
  readonly look?: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** The last row, set apart. */
  readonly total?: Row;
  /** Of columns that have numbers, by index. */
  readonly numbers?: readonly number[];
}

/** The first cell names the row. */
export type Row = readonly (string | Markup)[];

/**
 * A table that becomes a list of cards on a phone.
 *
 * With another `display` a browser forgets that it is a table, so that each part says its role.
 */
export function table({ caption, look, columns, rows, total, numbers = [] }: Table): Markup {
  const head = columns.map((column, index) => html`<th role="columnheader" scope="col"${kind(index, numbers)}>${column}</th>`);
  return html`<table role="table" class="${look ?? ''}"><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${head}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => rowOf(row, columns, numbers))}${total ? rowOf(total, columns, numbers, 'total') : ''}</tbody></table>
`;
}

function rowOf([first, ...others]: Row, columns: readonly string[], numbers: readonly number[], look = ''): Markup {
  const cells = others.map((cell, index) => html`<td role="cell" data-label="${columns[index + 1]}"${kind(index + 1, numbers)}>${cell}</td>`);
  return html`<tr role="row" class="${look}"><th role="rowheader" scope="row">${first}</th>${cells}</tr>
`;
}

function kind(index: number, numbers: readonly number[]): Markup {
  return numbers.includes(index) ? html` class="number"` : html``;
}
