/**
 * Have the sources that results were measured with changed since? Then the figures may no longer be
 * true.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../lib/paths.mjs';

/**
 * @param {string} directory the repository's root, with `benchmarks/results/*.json`
 * @returns {string[]} a sentence for each file of results that is older than the sources it
 * measured.
 */
export function agedResults(directory) {
  const folder = path.join(directory, 'benchmarks/results');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap((file) => {
      const { commit } = readJson(path.join(folder, file));
      const changed = changedSince(directory, commit, sourcesOf(directory, file.slice(0, -5)));
      if (changed === undefined) return [`${file}: its commit ${commit} is not in this history`];
      if (changed.length === 0) return [];
      return [`${file}: changed since ${commit.slice(0, 10)}: ${changed.join(', ')}`];
    });
}

/**
 * A suite's files and what they import of our packages; the main job, which is no suite, uses all
 * packages.
 */
function sourcesOf(directory, name) {
  const suite = `benchmarks/${name}.ts`;
  if (!existsSync(path.join(directory, suite))) return ['packages/*/src/**'];
  const files = new Set([suite]);
  const packages = new Set();
  for (const file of files) {
    const text = readFileSync(path.join(directory, file), 'utf8');
    for (const [, folder] of text.matchAll(/ from '@sandy\/([\w-]+)/g)) {
      packages.add(`packages/${folder}/src/**`);
    }
    // Imports, and what runs in a worker.
    for (const [, imported] of text.matchAll(/(?: from |new URL\()'(\.[^']+)\.js'/g)) {
      files.add(path.posix.join(path.posix.dirname(file), `${imported}.ts`)); // and is looked into in its turn
    }
  }
  return [...files, ...packages];
}

/**
 * @returns {string[] | undefined} packages and benchmarks; nothing if git does not know the commit.
 */
function changedSince(directory, commit, sources) {
  try {
    const pathspecs = sources.map((source) => `:(glob)${source}`);
    const options = { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const listed = execFileSync(
      'git',
      ['diff', '--name-only', commit, '--', ...pathspecs],
      options,
    );
    const files = listed.split('\n').filter((file) => file !== '');
    return [...new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))];
  } catch {
    return undefined;
  }
}
