import { printable } from '@sandy/tracker';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Text that is safe between tags and in quoted attributes, of HTML and of SVG within it. Control
 * characters and marks that change the direction of writing are shown as `\x1b` and the like,
 * halves of surrogate pairs, which no file can hold, as U+FFFD.
 */
export function escapeHtml(text: string): string {
  return printable(text)
    .replace(/[\ud800-\udfff]/gu, '\ufffd') // with the flag u, pairs are not matched
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * The first `length - 1` code points and an ellipsis, or the whole text if it has no more than
 * `length`.
 */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/**
 * The text in two lines, broken at the last space that leaves the first no longer than `length`, or
 * in one.
 */
export function wrap(text: string, length: number): string[] {
  if ([...text].length <= length) return [text];
  const space = text.slice(0, length + 1).lastIndexOf(' ');
  return space <= 0 ? [text] : [text.slice(0, space), text.slice(space + 1)];
}
