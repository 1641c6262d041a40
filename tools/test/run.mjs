#!/usr/bin/env node
/**
 * `npm test`: builds, runs every project's Jest tests through Nx and adds their counts up.
 * Arguments go to `nx run-many`: `npm test -- -p @sandy/pools`. Writes `out/tests.json`.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, readJson, root, workspaces } from '../lib/paths.mjs';
import { nxQuietly } from '../lib/nx.mjs';
import { wasInterrupted } from '../lib/process.mjs';
import { progressFileIn } from './jest-reporter.mjs';
import { progressText } from './progress.mjs';

const projects = workspaces().filter(({ manifest }) => manifest.scripts?.test !== undefined);
const countsFile = ({ directory }) => path.join(directory, 'out/jest.json');

// What an earlier run has left must not stand in for a project that cannot run now.
for (const project of projects) {
  rmSync(countsFile(project), { force: true });
  rmSync(progressFileIn(project.directory), { force: true });
}

const args = process.argv.slice(2);
console.log('Building what has changed, then testing …');
const { exitCode } = await nxQuietly(['run-many', '-t', 'test', ...args], {
  progress: () => progressText(projects),
});
if (wasInterrupted()) process.exit(exitCode); // counts of what did not run say nothing

const selected = args.some((arg) => /^(-p|--projects?|--exclude)\b/.test(arg));
const rows = projects
  .map((project) => ({ project: project.name, ...read(countsFile(project)) }))
  .filter(({ missing }) => !(missing && selected));
if (rows.length === 0) {
  // Nx succeeds where nothing that it was asked for has tests.
  const names = projects.map(({ name }) => name).join(', ');
  console.error(`None of the projects that were asked for has tests; those that have: ${names}`);
  process.exit(1);
}
const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
const total = { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
mkdirSync(fromRoot('out'), { recursive: true });
writeFileSync(
  fromRoot('out/tests.json'),
  `${JSON.stringify({ ...total, projects: rows }, null, 2)}\n`,
);

console.log('\nTests by project:');
for (const row of rows) {
  const mark = row.failed > 0 ? '✖' : '✔';
  const note = row.missing ? '  did not run: see above' : '';
  const skipped = row.skipped > 0 ? `, ${row.skipped} skipped` : '';
  console.log(
    `  ${mark} ${row.project.padEnd(24)} ${String(row.passed).padStart(5)} passed, ` +
      `${row.failed} failed${skipped}${note}`,
  );
}
const all = rows.length === 1 ? 'One project' : `All ${rows.length} projects`;
console.log(`${all}: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped.`);
if (total.skipped > 0 && !existsSync(path.join(root, '../shared'))) {
  console.log(
    "Skipped where the maintainers' recordings, a folder `shared`, are not beside the checkout: you do not need them.",
  );
}
process.exitCode = exitCode === 0 && total.failed > 0 ? 1 : exitCode;

function read(file) {
  return existsSync(file)
    ? readJson(file)
    : { passed: 0, failed: 1, skipped: 0, files: 0, elapsedMs: 0, missing: true };
}
