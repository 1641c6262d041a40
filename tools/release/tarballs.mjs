/**
 * A project of a user who installs what `npm run pack` wrote, by the one line that the README
 * gives.
 */
import { mkdirSync } from 'node:fs';
import { fromRoot } from '../lib/paths.mjs';
import { succeed, write } from './scratch.mjs';

const program = `import { BlockDataPool, MemoryManager } from '@sandy/memory';
const manager = new MemoryManager();
manager.trackModMemory('my-awesome-mod').allocateFromPool(BlockDataPool);
console.log(manager.getMemoryStats('my-awesome-mod').currentBytes);
`;

/**
 * @param {string} directory where the project is made
 * @returns {Promise<string>} what was shown, in words
 * @throws {Error} with the output of the step that failed.
 */
export async function tryTarballs(directory) {
  await succeed(process.execPath, [fromRoot('tools/package/pack.mjs')], fromRoot());
  mkdirSync(directory, { recursive: true });
  write(directory, 'package.json', JSON.stringify({ name: 'scratch', private: true }));
  // Nobody listens there: npm looks for what it then finds in the tarballs, and must do without.
  const config = ['@sandy:registry=http://127.0.0.1:9/', 'fetch-retries=0', 'audit=false'];
  write(directory, '.npmrc', `${config.join('\n')}\n`);
  const install = `npm install --prefer-offline '${fromRoot('out/packages')}'/*.tgz`;
  await succeed('sh', ['-c', install], directory);
  write(directory, 'main.mjs', program);
  const bytes = Number(await succeed(process.execPath, ['main.mjs'], directory));
  if (!(bytes > 0)) throw new Error(`main.mjs: expected a number of bytes, got ${bytes}`);
  return `installed without a registry; a pooled block is charged ${bytes} bytes`;
}
