#!/usr/bin/env node
/**
 * `npm run release:rehearse`: a release without the world noticing. Publishes every package to a
 * registry on loopback, installs each one alone into a fresh project, imports and requires it and
 * type-checks a consumer; installs the tarballs of `npm run pack`; then tries with changesets which
 * packages a patch of each one moves.
 */
import path from 'node:path';
import { temporaryDirectory } from '../lib/cleanup.mjs';
import { packAll } from '../lib/pack.mjs';
import { runChild } from '../lib/process.mjs';
import { tryAlias } from './alias.mjs';
import { startRegistry } from './registry.mjs';
import { tryPackage } from './scratch.mjs';
import { tryTarballs } from './tarballs.mjs';
import { expectedToMove, tryChangeset } from './versions.mjs';

const scratch = temporaryDirectory('release');
let failures = 0;
const complain = (text) => {
  failures++;
  console.error(`✖ ${text}`);
};

const packages = await packAll(path.join(scratch));
const registry = await startRegistry(path.join(scratch, 'registry'));
try {
  for (const entry of packages) await publish(entry);
  for (const entry of packages) {
    await tryOr(`${entry.name} alone`, () =>
      tryPackage(path.join(scratch, 'alone', entry.folder), entry, registry.url),
    );
  }
  await tryOr("@sandy/prismarine in prismarine-chunk's place", () => {
    const { manifest } = packages.find(({ folder }) => folder === 'prismarine');
    return tryAlias(path.join(scratch, 'alias'), manifest.version, registry.url);
  });
  await tryOr('tarballs of npm run pack', () => tryTarballs(path.join(scratch, 'tarballs')));
} finally {
  await registry.stop();
}

console.log('\nWhat a patch of one package releases:');
for (const { name, folder } of packages) {
  const versions = await tryChangeset(path.join(scratch, 'versions', folder), name, 'patch');
  const moved = versions.filter(({ before, after }) => before !== after);
  const expected = expectedToMove(name);
  const isRight =
    moved.length === expected.length &&
    moved.every((each) => expected.includes(each.name) && each.after === patchOf(each.before));
  const text = moved
    .map(({ name: each, before, after }) => `${each} ${before} → ${after}`)
    .join(', ');
  if (isRight) console.log(`✔ ${name}: ${text}`);
  else complain(`${name}: expected ${expected.join(' and ')} by a patch, got ${text || 'nothing'}`);
}
console.log(`Rehearsal: ${packages.length} packages, ${failures} failures.`);
process.exitCode = failures === 0 ? 0 : 1;

/** Says what `attempt` has shown, or complains of why it failed. */
async function tryOr(what, attempt) {
  try {
    console.log(`✔ ${what}: ${await attempt()}`);
  } catch (error) {
    complain(`${what}: ${error.message}`);
  }
}

async function publish({ name, tarball }) {
  let output = '';
  const exitCode = await runChild(
    'npm',
    ['publish', tarball, '--registry', registry.url, '--access', 'public', '--provenance=false'],
    {
      cwd: scratch, // outside of the workspace, whose .npmrc is not meant
      env: { NPM_CONFIG_USERCONFIG: registry.userConfig },
      onOutput: (text) => (output += text),
    },
  );
  if (exitCode !== 0) throw new Error(`npm publish of ${name} ended with ${exitCode}:\n${output}`);
  console.log(`✔ ${name} published`);
}

function patchOf(version) {
  const [major, minor, patch] = version.split('.').map(Number);
  return `${major}.${minor}.${patch + 1}`;
}
