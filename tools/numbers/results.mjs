/** Reads result files and looks values up in them. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ExpectedError } from '../lib/expected-error.mjs';
import { readJson } from '../lib/paths.mjs';

/**
 * @returns {(name: string) => object} a reader of `<directory>/<name>.json`, each file read once.
 */
export function resultsIn(directory) {
  const cache = new Map();
  return (name) => {
    const file = path.join(directory, `${name}.json`);
    if (!cache.has(name)) {
      if (!existsSync(file)) {
        throw new ExpectedError(
          `${path.basename(directory)}/${name}.json: expected results, got no file: measure and commit them`,
        );
      }
      cache.set(name, readJson(file));
    }
    return cache.get(name);
  };
}

/**
 * Value at a dotted path; `a.b/c.d` divides.
 * @throws {ExpectedError} if there is none.
 */
export function valueAt(result, expression) {
  const parts = expression.split('/').map((dotted) => {
    const value = dotted.split('.').reduce((at, key) => at?.[key], result);
    if (value === undefined) throw new ExpectedError(`${dotted}: expected a value, got nothing`);
    return value;
  });
  return parts.length === 1 ? parts[0] : parts[0] / parts[1];
}

/**
 * The rows that a table shows: those of a benchmark, or the entries of an object, named.
 * @param {object} result
 * @param {{ rows?: string, keys?: string[] }} selection `rows` is a dotted path (the top if absent
 * and the
 *   file has no `rows`); `keys` picks entries of an object, in this order.
 * @returns {object[]}
 */
export function rowsOf(result, { rows, keys }) {
  const source = rows === undefined ? (result.rows ?? result) : valueAt(result, rows);
  if (Array.isArray(source)) return source;
  const figure = rows?.split('.').at(-1) ?? 'value'; // its name tells the unit: `savedBytes`
  return (keys ?? Object.keys(source)).map((name) => {
    const value = valueAt(source, name);
    const isObject = value !== null && typeof value === 'object';
    return isObject ? { name, ...value } : { name, [figure]: value };
  });
}
