/** Longest line of a source; Prettier leaves comments as they are. */
const COLUMNS = 100;

/**
 * Breaks the lines of block comments that macros have made too long. What stands on the next line of
 * the same paragraph moves up behind the rest; indented lines (layouts) stay.
 * @param {string} text @returns {string}
 */
export function wrapComments(text) {
  const lines = text.split('\n').flatMap((line) => {
    const oneLine = /^(\s*)\/\*\* (.*) \*\/$/.exec(line);
    if (oneLine === null || line.length <= COLUMNS) return [line];
    const [, indent = '', content] = oneLine;
    return [`${indent}/**`, `${indent} * ${content}`, `${indent} */`];
  });
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const prefix = /^\s*\* (?=\S)/.exec(line)?.[0];
    if (prefix === undefined || line.length <= COLUMNS) continue;
    const end = breakOf(line, prefix.length);
    if (end < 0) continue;
    const rest = line.slice(end + 1);
    lines[i] = line.slice(0, end);
    const next = lines[i + 1] ?? '';
    const isSameParagraph = next.startsWith(prefix) && /^[^\s@*|-]/.test(next.slice(prefix.length));
    if (isSameParagraph) lines[i + 1] = `${prefix}${rest} ${next.slice(prefix.length)}`;
    else lines.splice(i + 1, 0, prefix + rest);
  }
  return lines.join('\n');
}

/**
 * Where to break a line: at the last blank that fits and lies in no `code` or {@link tag}.
 * @param {string} line @param {number} from @returns {number} −1 if there is none
 */
function breakOf(line, from) {
  for (let end = line.lastIndexOf(' ', COLUMNS); end > from; end = line.lastIndexOf(' ', end - 1)) {
    const before = line.slice(from, end);
    const isOpen =
      before.split('`').length % 2 === 0 || before.split('{').length !== before.split('}').length;
    if (!isOpen) return end;
  }
  return -1;
}
