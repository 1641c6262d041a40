/** A column of {@link formatTable}. */
export interface TableColumn {
  /** Text above the column. */
  readonly header: string;
  /** Side that the cells keep to. @defaultValue `'left'` */
  readonly align?: 'left' | 'right';
}

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/**
 * A number of bytes for people: `'512 B'`, `'1.5 KiB'`, `'-3.0 MiB'`; 1 KiB is 1,024 B.
 *
 * @returns one decimal below 100, none above; `'?'` for what is not a finite number
 */
export function formatBytes(byteCount: number): string {
  if (!Number.isFinite(byteCount)) return '?';
  const sign = byteCount < 0 ? '-' : '';
  let amount = Math.abs(byteCount);
  if (amount < 1024) return `${sign}${Math.round(amount)} B`;
  let unit = -1;
  // 1023.95 would be shown as 1024.0 of the smaller unit.
  while ((amount >= 1023.95 || unit < 0) && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${sign}${amount.toFixed(amount < 99.95 ? 1 : 0)} ${UNITS[unit]!}`;
}

/**
 * Rows as a table of plain text: a header, a rule, one line a row, columns two spaces apart.
 *
 * Control characters in cells (line feeds, ANSI escapes) are shown as `\x1b` and the like, so that
 * a hostile name cannot move the cursor. Widths count code points.
 *
 * @param rows - cells as text; missing ones are empty, those beyond the columns are left out
 * @returns lines without a line feed at the end, and without spaces at their ends
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  columns: readonly TableColumn[],
): string {
  const cells = rows.map((row) => columns.map((_, i) => printable(row[i] ?? '')));
  const headers = columns.map((column) => printable(column.header));
  const widths = headers.map((header, i) =>
    cells.reduce((width, row) => Math.max(width, lengthOf(row[i]!)), lengthOf(header)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        const padding = ' '.repeat(widths[i]! - lengthOf(cell));
        return columns[i]!.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(headers), rule, ...cells.map(line)].join('\n');
}

/**
 * The text with everything escaped that would act on a terminal: C0 and C1 controls, line and
 * paragraph separators, marks that change the direction of writing.
 */
export function printable(text: string): string {
  return text.replace(/[^ -~]/g, (character) => {
    const code = character.charCodeAt(0);
    if (!actsOnTerminal(code)) return character;
    const digits = code.toString(16);
    return code < 256 ? `\\x${digits.padStart(2, '0')}` : `\\u${digits.padStart(4, '0')}`;
  });
}

function actsOnTerminal(code: number): boolean {
  const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
  const isSeparator = code === 0x2028 || code === 0x2029;
  const isDirection =
    code === 0x61c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069);
  return isControl || isSeparator || isDirection;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
