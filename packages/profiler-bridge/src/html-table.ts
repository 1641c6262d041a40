import type { TableColumn } from '@sandy/tracker';
import { escapeHtml } from './escape.js';

/** Tables longer than this are folded, so that they do not bury what follows. */
const OPEN_ROWS = 12;

/** A table of text below its chart, in an element that can be folded. The last row may be a sum. */
export function renderTable(options: {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly sum?: readonly string[] | undefined;
}): string {
  const { caption, columns, rows, sum } = options;
  const attribute = (i: number): string => (columns[i]?.align === 'right' ? ' class="number"' : '');
  const cells = (row: readonly string[]): string =>
    columns
      .map((_, i) => {
        const text = `<bdi>${escapeHtml(row[i] ?? '')}</bdi>`;
        return i === 0 ? `<th scope="row">${text}</th>` : `<td${attribute(i)}>${text}</td>`;
      })
      .join('');
  const heads = columns.map(
    (column, i) => `<th scope="col"${attribute(i)}>${escapeHtml(column.header)}</th>`,
  );
  const foot = sum === undefined ? '' : `<tfoot><tr>${cells(sum)}</tr></tfoot>`;
  return [
    `<details${rows.length <= OPEN_ROWS ? ' open' : ''}>`,
    '<summary>Table of the figures</summary>',
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption>`,
    `<thead><tr>${heads.join('')}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody>`,
    `${foot}</table></div></details>`,
  ].join('');
}
