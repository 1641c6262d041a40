/**
 * Writes the modules that carry the allocator's kernels, or tells whether they are fresh.
 *
 *     node tools/kernels/kernels.mjs            writes what differs
 *     node tools/kernels/kernels.mjs --check    writes nothing, names what is stale, exits with 1 if anything is
 *
 * `--root DIR` takes the files under DIR instead of the repository's (the sources stay where they are).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root as repository } from '../lib/paths.mjs';
import { KernelError, buildKernels } from './build.mjs';

try {
  const { values: options } = parseArgs({
    options: { check: { type: 'boolean', default: false }, root: { type: 'string' } },
  });
  const root = resolve(options.root ?? repository);
  const files = await buildKernels();
  const stale = files.filter(({ file, text }) => contentOf(join(root, file)) !== text);
  if (options.check) check(files.length, stale);
  else write(root, files.length, stale);
} catch (error) {
  const isExpected =
    error instanceof KernelError || /^ERR_PARSE_ARGS|^E[A-Z]+$/.test(error?.code ?? '');
  if (!isExpected) throw error;
  console.error(`kernels: ${error.message}`);
  process.exitCode = 1;
}

function check(count, stale) {
  for (const { file } of stale) console.error(`${file}: stale`);
  if (stale.length > 0) {
    console.error(`kernels: ${stale.length} findings; run \`npm run codegen\``);
    process.exitCode = 1;
  } else console.log(`kernels: ${count} files are fresh`);
}

function write(root, count, stale) {
  for (const { file, text } of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    console.log(`wrote ${file}`);
  }
  console.log(`kernels: ${stale.length} of ${count} files written`);
}

/** @param {string} path @returns {string | undefined} */
function contentOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
