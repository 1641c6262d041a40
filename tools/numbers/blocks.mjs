/**
 * Marked places in Markdown:
 *
 *     <!-- numbers:collections columns=operation,n,nsPerOp,speedup where="peer=Map" -->
 *     (a table, written by `npm run numbers`)
 *     <!-- /numbers -->
 *
 *     … costs <!-- numbers:many-bots value=shared.furtherBotBytes -->1 MB<!-- /numbers --> …
 *
 * Attributes: `columns`; `rows`, `keys` (what the rows are, see results.mjs); `where`, `key=value`
 * pairs separated by commas that a row must have; or `value`, one figure in running text.
 */
import prettier from 'prettier';
import { ExpectedError } from '../lib/expected-error.mjs';
import { formatValue, titleOf } from './format.mjs';
import { rowsOf, valueAt } from './results.mjs';

const marker =
  /(?<open><!-- numbers:(?<name>[\w-]+)(?<attributes>(?: [\w]+=(?:"[^"]*"|[^\s"]+))*) -->)(?<content>[\s\S]*?)(?<close><!-- \/numbers -->)/g;
/** Fenced blocks and inline code show how markers look: they are not markers. */
const code = /^( *)(```|~~~)[\s\S]*?^\1\2|`[^`\n]*`/gm;

/**
 * @param {string} markdown
 * @param {(name: string) => object} results reader of result files
 * @returns {Promise<{ markdown: string, places: number }>} the text with every marked place written
 * anew.
 * @throws {ExpectedError} if a marker is malformed, or asks for what the results do not have.
 */
export async function fill(markdown, results) {
  const hidden = [...markdown.matchAll(code)].map(({ index, 0: text }) => [
    index,
    index + text.length,
  ]);
  const isCode = (index) => hidden.some(([start, end]) => start <= index && index < end);
  const outside = [...markdown.matchAll(/<!-- \/?numbers/g)].filter(({ index }) => !isCode(index));
  let filled = '';
  let position = 0;
  let places = 0;
  for (const match of markdown.matchAll(marker)) {
    if (isCode(match.index)) continue;
    const { open, name, attributes, close } = match.groups;
    const content = await contentFor(results(name), name, parse(attributes));
    filled += markdown.slice(position, match.index) + open + content + close;
    position = match.index + match[0].length;
    places++;
  }
  if (outside.length !== places * 2) {
    throw new ExpectedError('numbers marker: expected pairs of an opening and a closing one');
  }
  return { markdown: filled + markdown.slice(position), places };
}

function parse(attributes) {
  const pairs = attributes.matchAll(/ (\w+)=(?:"([^"]*)"|([^\s"]+))/g);
  const parsed = Object.fromEntries(
    [...pairs].map(([, key, quoted, bare]) => [key, quoted ?? bare]),
  );
  const known = ['columns', 'rows', 'keys', 'where', 'value'];
  for (const key of Object.keys(parsed)) {
    if (!known.includes(key)) {
      throw new ExpectedError(`numbers marker: expected one of ${known.join(', ')}, got ${key}`);
    }
  }
  return parsed;
}

async function contentFor(result, name, attributes) {
  if (attributes.value !== undefined) {
    return formatValue(attributes.value, valueAt(result, attributes.value));
  }
  const columns = attributes.columns?.split(',');
  if (columns === undefined)
    throw new ExpectedError(`numbers:${name}: expected columns=…, got none`);
  const rows = rowsOf(result, { rows: attributes.rows, keys: attributes.keys?.split(',') })
    .filter((row) => columns.every((column) => row[column] !== undefined))
    .filter((row) => matches(row, attributes.where));
  if (rows.length === 0) {
    throw new ExpectedError(`numbers:${name}: expected rows with ${columns.join(', ')}, got none`);
  }
  const isNumber = columns.map((column) => rows.every((row) => typeof row[column] === 'number'));
  const lines = [
    columns.map(titleOf),
    isNumber.map((numeric) => (numeric ? '---:' : '---')),
    ...rows.map((row) => columns.map((column) => formatValue(column, row[column]))),
  ].map((cells) => `| ${cells.join(' | ')} |`);
  const table = await prettier.format(lines.join('\n'), { parser: 'markdown' });
  const paragraphs = [table.trim(), sourceOf(result)].filter((text) => text !== '');
  return `\n\n${paragraphs.join('\n\n')}\n\n`; // as prettier would lay it out
}

function matches(row, where) {
  return (where?.split(',') ?? []).every((pair) => {
    const [key, value] = pair.split('=');
    return String(row[key]) === value;
  });
}

/** Where the figures come from, as far as the result file says. */
function sourceOf({ node, cpu, commit, dirty, command }) {
  const where = [
    node && `Node ${node.replace(/^v/, '')}`,
    cpu,
    commit && `commit ${commit.slice(0, 10)}${dirty ? ' with uncommitted changes' : ''}`,
  ]
    .filter(Boolean)
    .join(', ');
  const parts = [where && `Measured on ${where}`, command && `by \`${command}\``].filter(Boolean);
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}
