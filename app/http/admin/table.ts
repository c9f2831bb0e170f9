import { html } from 'hono/html';
import type { Html } from '../pages/layout.ts';

export interface Column {
  readonly name: string;
  /** What its figures count, empty where the name says it; they stand to the right. */
  readonly unit?: string;
}

export interface TableRow {
  /** Names it across updates. */
  readonly key: string;
  readonly cells: readonly (Html | string | number)[];
}

/** A table that becomes cards where it does not fit. The roles hold when it is laid out as something else. */
export function table(caption: string, columns: readonly Column[], rows: readonly TableRow[]): Html {
  return html`<table role="table">
    <caption class="hidden">
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(heading)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map((row) => line(columns, row))}
    </tbody>
  </table>`;
}

function heading({ name, unit }: Column): Html {
  return html`<th role="columnheader" scope="col" class="${unit === undefined ? '' : 'n'}">
    ${name}${unit === undefined || unit === '' ? '' : html` <span class="unit">${unit}</span>`}
  </th>`;
}

function line(columns: readonly Column[], { key, cells }: TableRow): Html {
  return html`<tr role="row" data-key="${key}">
    ${columns.map(
      ({ name, unit }, n) =>
        html`<td
          role="cell"
          class="${unit === undefined ? '' : 'n'}"
          data-label="${name}"
          data-unit="${unit ?? ''}"
        >
          ${cells[n] ?? ''}
        </td>`,
    )}
  </tr>`;
}
