/**
 * What the writers of committed files have in common: their arguments, their errors, and how they
 * compare.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root as repository } from './paths.mjs';

/**
 * Runs a writer by the arguments of this process: `--check` compares, `--root DIR` works on files
 * elsewhere.
 * @param {string} name begins the line of an error
 * @param {new (message: string) => Error} KnownError what is wrong with a source: told in one line
 * @param {Record<'check' | 'write', (root: string) => number | Promise<number>>} actions each
 * returns an exit code
 */
export async function runGenerator(name, KnownError, { check, write }) {
  try {
    const { values: options } = parseArgs({
      options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
    });
    process.exitCode = await (options.check ? check : write)(resolve(options.root ?? repository));
  } catch (error) {
    const isExpected =
      error instanceof KnownError || /^ERR_PARSE_ARGS|^E[A-Z]+$/.test(error?.code ?? '');
    if (!isExpected) throw error;
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
}

/** @param {string} path @returns {string | undefined} nothing if there is no such file */
export function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
