/**
 * Did a changeset come with the last change of each surface? Waiting ones say nothing of it: git
 * does.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../lib/paths.mjs';
import { packagesNamedIn } from './api-baseline.mjs';

/**
 * On a branch, everything since it left the base branch counts as one change; on the base branch
 * itself, everything since the change of the surface before the last. Whatever is not committed yet
 * counts too.
 *
 * @param {readonly { name: string, folder: string }[]} packages
 * @param {string} directory the checkout
 * @returns {string[]} a complaint for each package whose surface has changed without a changeset
 */
export function undescribedChanges(packages, directory) {
  const git = (...args) => linesOf(args, directory);
  const branchPoint = branchPointOf(git);
  return packages.flatMap(({ name, folder }) => {
    const reports = `packages/${folder}/etc`;
    const base = branchPoint ?? changeBeforeLast(git, reports);
    if (base === undefined || isReleasedSince(base, folder, directory)) return [];
    if (git('diff', '--name-only', base, '--', reports).length === 0) return [];
    if (changesetsSince(git, base, directory).has(name)) return [];
    return [
      `${name}: its surface has changed since ${base.slice(0, 10)}, and no changeset that was added or changed ` +
        'since then names it: describe the change with npm run changeset',
    ];
  });
}

/**
 * @returns {string | undefined} the commit where this branch left the base branch; none on that
 * itself.
 */
function branchPointOf(git) {
  const [head] = git('rev-parse', 'HEAD');
  for (const branch of ['origin/main', 'main']) {
    const [point] = git('merge-base', 'HEAD', branch);
    if (point !== undefined && point !== head) return point;
  }
  return undefined;
}

/**
 * @returns {string | undefined} the last commit but one that changed the folder, where git knows so
 * many.
 */
function changeBeforeLast(git, folder) {
  const commits = git('log', '-2', '--format=%H', '--', folder);
  return git('diff', '--name-only', 'HEAD', '--', folder).length > 0 ? commits[0] : commits[1];
}

/** A release uses the changesets up. */
function isReleasedSince(base, folder, directory) {
  const manifest = `packages/${folder}/package.json`;
  const before = linesOf(['show', `${base}:${manifest}`], directory).join('\n');
  return (
    before === '' || JSON.parse(before).version !== readJson(path.join(directory, manifest)).version
  );
}

/** Names of the packages in changesets that were added or changed since `base`. */
function changesetsSince(git, base, directory) {
  const files = [
    ...git('diff', '--name-only', '--diff-filter=d', base, '--', '.changeset'),
    ...git('ls-files', '--others', '--exclude-standard', '--', '.changeset'),
  ].filter((file) => file.endsWith('.md'));
  return new Set(
    files.flatMap((file) => packagesNamedIn(readFileSync(path.join(directory, file), 'utf8'))),
  );
}

/** What git prints; nothing where it fails, as in a folder that is no checkout. */
function linesOf(args, directory) {
  const { status, stdout } = spawnSync('git', args, { cwd: directory, encoding: 'utf8' });
  return status === 0 ? stdout.split('\n').filter((line) => line !== '') : [];
}
