/**
 * Which versions a changeset moves: tried with the real `changeset version` in a copy of the
 * manifests.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, publicPackages, readJson, workspaces } from '../lib/paths.mjs';
import { runNode } from '../lib/process.mjs';

const umbrella = '@sandy/memory';

/**
 * @param {string} directory an empty directory for the copy
 * @param {string} name the package that the changeset names
 * @param {'patch' | 'minor'} bump
 * @returns {Promise<{ name: string, before: string, after: string }[]>} every public package
 * @throws {Error} if changesets fails.
 */
export async function tryChangeset(directory, name, bump) {
  copyManifests(directory);
  writeFileSync(
    path.join(directory, '.changeset/rehearsal.md'),
    `---\n'${name}': ${bump}\n---\n\nRehearsal.\n`,
  );
  const git = (...args) => execFileSync('git', args, { cwd: directory, stdio: 'ignore' });
  const author = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost'];
  git('init', '--initial-branch=main');
  git('add', '--all');
  git(...author, 'commit', '--no-verify', '--no-gpg-sign', '-m', 'Copy of the manifests');
  let output = '';
  const exitCode = await runNode(fromRoot('node_modules/@changesets/cli/bin.js'), ['version'], {
    cwd: directory,
    onOutput: (text) => (output += text),
  });
  if (exitCode !== 0) throw new Error(`changeset version ended with ${exitCode}:\n${output}`);
  return publicPackages().map((entry) => {
    const manifest = path.join(path.relative(fromRoot(), entry.directory), 'package.json');
    const after = readJson(path.join(directory, manifest)).version;
    return { name: entry.name, before: entry.manifest.version, after };
  });
}

/** The packages that must move when `name` is patched: itself, and the umbrella if it names it. */
export function expectedToMove(name) {
  const { manifest } = publicPackages().find((entry) => entry.name === umbrella);
  return manifest.dependencies[name] === undefined ? [name] : [name, umbrella];
}

function copyManifests(directory) {
  const files = [
    'package.json',
    'package-lock.json',
    ...workspaces().map((entry) =>
      path.join(path.relative(fromRoot(), entry.directory), 'package.json'),
    ),
  ];
  for (const file of files) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    cpSync(fromRoot(file), path.join(directory, file));
  }
  cpSync(fromRoot('.changeset'), path.join(directory, '.changeset'), { recursive: true });
  // Changesets that wait for a release would move more than the one under trial.
  for (const file of readdirSync(path.join(directory, '.changeset'))) {
    if (file.endsWith('.md')) rmSync(path.join(directory, '.changeset', file));
  }
  writeFileSync(path.join(directory, '.gitignore'), 'node_modules\n');
  symlinkSync(fromRoot('node_modules'), path.join(directory, 'node_modules'), 'dir');
}
