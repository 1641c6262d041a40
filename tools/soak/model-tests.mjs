/**
 * Which model tests there are, and which of them a soak can lengthen.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The model tests of a package, as paths from its folder, told apart by whether they take the
 * number of their operations from `stepCount`: only those run longer when `SANDY_STEPS` asks for
 * more.
 *
 * @param {string} directory
 * @returns {{ long: string[], fixed: string[] }}
 */
export function modelTestsOf(directory) {
  const folder = path.join(directory, 'test');
  if (!existsSync(folder)) return { long: [], fixed: [] };
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => /\.model\.test\.[cm]?[jt]s$/.test(file))
    .map((file) => `test/${file.split(path.sep).join('/')}`)
    .sort();
  const isLong = (file) => /\bstepCount\(/.test(readFileSync(path.join(directory, file), 'utf8'));
  return { long: files.filter(isLong), fixed: files.filter((file) => !isLong(file)) };
}

/**
 * The rows of the last soak with those of one package replaced: a package may be soaked by itself.
 */
export function replaceRows(rows, project, newRows) {
  return [...rows.filter((row) => row.project !== project), ...newRows].sort((a, b) =>
    a.project === b.project ? a.seed - b.seed : a.project < b.project ? -1 : 1,
  );
}
