/** Has a surface changed since its version was given, and does a changeset say so? */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * @returns {{ version: string, reports: Record<string, string> }} each report's hash by file name.
 */
export function baselineOf(version, reports) {
  return {
    version,
    reports: Object.fromEntries(reports.map(({ name, text }) => [name, hash(text)])),
  };
}

/** Names of the packages that the pending changesets bump. */
export function changesetsNaming(directory) {
  const names = new Set();
  if (!existsSync(directory)) return names;
  for (const file of readdirSync(directory)) {
    if (!file.endsWith('.md') || file === 'README.md') continue;
    for (const name of packagesNamedIn(readFileSync(path.join(directory, file), 'utf8'))) {
      names.add(name);
    }
  }
  return names;
}

/** Names of the packages that one changeset bumps. */
export function packagesNamedIn(changeset) {
  const [, header = ''] = changeset.split(/^---$/m);
  return [...header.matchAll(/^["']?(@?[\w./-]+)["']?\s*:/gm)].map(([, name]) => name);
}

/** @returns {string[]} nothing, or one complaint. */
export function surfaceComplaint(name, known, current, changesetNames) {
  if (known === undefined) return [`${name}: has no baseline: run npm run api -- --baseline`];
  if (known.version !== current.version) {
    return [
      `${name}: the baseline is of version ${known.version}, the package says ${current.version}: ` +
        'versions are raised by npm run release:version',
    ];
  }
  const isSame = JSON.stringify(known.reports) === JSON.stringify(current.reports);
  if (isSame || changesetNames.has(name)) return [];
  return [
    `${name}: its surface is not that of ${known.version}: describe the change with npm run changeset`,
  ];
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
