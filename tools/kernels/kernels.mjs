/**
 * Writes the modules that carry the allocator's kernels, or tells whether they are fresh.
 *
 *     node tools/kernels/kernels.mjs            writes what differs
 *     node tools/kernels/kernels.mjs --check    writes nothing, names what is stale, exits with 1
 *     if anything is
 *
 * `--root DIR` takes the files under DIR instead of the repository's (the sources stay where they
 * are).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentOf, runGenerator } from '../lib/generator.mjs';
import { KernelError, buildKernels } from './build.mjs';

await runGenerator('kernels', KernelError, {
  check: async (root) => check(await staleIn(root)),
  write: async (root) => write(root, await staleIn(root)),
});

async function staleIn(root) {
  const files = await buildKernels();
  const stale = files.filter(({ file, text }) => contentOf(join(root, file)) !== text);
  return { count: files.length, stale };
}

function check({ count, stale }) {
  for (const { file } of stale) console.error(`${file}: stale`);
  if (stale.length > 0) {
    console.error(`kernels: ${stale.length} findings; run \`npm run codegen\``);
    return 1;
  }
  console.log(`kernels: ${count} files are fresh`);
  return 0;
}

function write(root, { count, stale }) {
  for (const { file, text } of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
    console.log(`wrote ${file}`);
  }
  console.log(`kernels: ${stale.length} of ${count} files written`);
  return 0;
}
