/**
 * The public packages, built anew in a folder of their own. The report of a surface must not depend
 * on what lies in `dist/`: there the compiler leaves what it finds unchanged, however it was
 * written, and orders unions by what it happened to compile before.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { ExpectedError } from '../lib/expected-error.mjs';
import { fromRoot, publicPackages } from '../lib/paths.mjs';
import { runNode } from '../lib/process.mjs';

/**
 * @param {string} directory an empty one
 * @returns {Promise<ReturnType<typeof publicPackages>>} as they lie there.
 * @throws {ExpectedError} with the compiler's words, if they cannot be built.
 */
export async function buildAnew(directory) {
  cpSync(fromRoot('tsconfig.base.json'), path.join(directory, 'tsconfig.base.json'));
  const copies = publicPackages().map((entry) => {
    const copy = path.join(directory, 'packages', entry.folder);
    for (const part of ['package.json', 'tsconfig.lib.json', 'src']) {
      cpSync(path.join(entry.directory, part), path.join(copy, part), { recursive: true });
    }
    return { ...entry, directory: copy };
  });
  linkModules(path.join(directory, 'node_modules'), copies);
  let output = '';
  const exitCode = await runNode(
    fromRoot('node_modules/typescript/bin/tsc'),
    ['-b', ...copies.map((copy) => path.join(copy.directory, 'tsconfig.lib.json'))],
    { cwd: directory, onOutput: (text) => (output += text) },
  );
  if (exitCode !== 0) throw new ExpectedError(`the packages cannot be built:\n${output.trim()}`);
  return copies;
}

/** What is installed, but of our own packages the copies. */
function linkModules(modules, copies) {
  const own = '@sandy';
  mkdirSync(path.join(modules, own), { recursive: true });
  for (const name of readdirSync(fromRoot('node_modules'))) {
    if (name === own || name.startsWith('.')) continue;
    symlinkSync(fromRoot('node_modules', name), path.join(modules, name), 'junction');
  }
  for (const { folder, directory } of copies) {
    symlinkSync(directory, path.join(modules, own, folder), 'junction');
    const nested = fromRoot('packages', folder, 'node_modules'); // of other versions than the workspace's
    if (existsSync(nested)) symlinkSync(nested, path.join(directory, 'node_modules'), 'junction');
  }
}
