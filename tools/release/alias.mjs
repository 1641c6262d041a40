/**
 * A project of a user that puts `@sandy/prismarine` in prismarine-chunk's place by an npm override,
 * and goes on using a package that knows nothing of it. It chooses the manager by the package's own
 * name, which npm may have installed a second time.
 */
import { mkdirSync } from 'node:fs';
import { succeed, write } from './scratch.mjs';

/**
 * Reads a real column through prismarine-provider-anvil, which requires 'prismarine-chunk' for
 * itself.
 */
const program = `const assert = require('node:assert');
const path = require('node:path');
const provider = require.resolve('prismarine-provider-anvil/package.json');
const loader = require(require.resolve('prismarine-chunk', { paths: [provider] }));
const { Anvil } = require('prismarine-provider-anvil');
const { MemoryManager } = require('@sandy/memory');
const manager = new MemoryManager();
require('@sandy/prismarine').useManager(manager);

async function main() {
  const anvil = new (Anvil('1.19.4'))(path.join(path.dirname(provider), 'test/fixtures/1.19.4'));
  const column = await anvil.load(3, 4);
  const { ContentPool } = require('@sandy/pools');
  assert.strictEqual(loader.defaultManager(), manager, 'another manager was chosen');
  const { contentCount } = manager.sharedStore(ContentPool).stats();
  assert(column.column !== undefined, 'the column is prismarine-chunk’s own');
  assert(contentCount > 0, 'nothing lies in the shared store');
  assert.strictEqual(column.getBlock({ x: 0, y: -64, z: 0 }).name, 'bedrock');
  assert.strictEqual(loader('1.12.2').prototype.column, undefined, '1.12.2 is not left alone');
  await anvil.close();
  console.log(contentCount);
}
main();
`;

/**
 * @param {string} directory where the project is made
 * @param {string} version of `@sandy/prismarine`
 * @param {string} registryUrl
 * @returns {Promise<string>} what was shown, in words
 * @throws {Error} with the output of the step that failed.
 */
export async function tryAlias(directory, version, registryUrl) {
  mkdirSync(directory, { recursive: true });
  const manifest = {
    name: 'scratch',
    private: true,
    dependencies: { '@sandy/prismarine': version, 'prismarine-provider-anvil': '2.13.0' },
    overrides: { 'prismarine-chunk': `npm:@sandy/prismarine@${version}` },
  };
  write(directory, 'package.json', JSON.stringify(manifest));
  write(directory, '.npmrc', `@sandy:registry=${registryUrl}\naudit=false\nfund=false\n`);
  await succeed('npm', ['install', '--prefer-offline'], directory);
  write(directory, 'main.cjs', program);
  const contentCount = (await succeed(process.execPath, ['main.cjs'], directory)).trim();
  return `prismarine-provider-anvil read a column into ${contentCount} shared pieces`;
}
