#!/usr/bin/env node
/**
 * The public surface of each package, as a report that is committed and reviewed:
 * `packages/X/etc/*.api.md`.
 *
 * - `npm run api` writes the reports.
 * - `npm run api:check` fails when a report is not what the code exports, when a surface is not the
 *   one that the package's version was given with and no changeset waits that names the package,
 *   and when git knows of a change of the report with which no changeset of the package was added
 *   or changed.
 * - `npm run api -- --baseline` notes the present surfaces as those of the present versions;
 *   `npm run release:version` does it after raising them.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryDirectory } from '../lib/cleanup.mjs';
import { fromRoot, publicPackages, readJson } from '../lib/paths.mjs';
import { baselineOf, changesetsNaming, surfaceComplaint } from './api-baseline.mjs';
import { undescribedChanges } from './api-history.mjs';
import { reportsOf } from './api-report.mjs';
import { buildAnew } from './fresh-build.mjs';

const baselineFile = fromRoot('tools/package/api-baseline.json');
const isCheck = process.argv.includes('--check');
const scratch = temporaryDirectory('api');
const complaints = [];
const baseline = {};

for (const entry of await packagesBuiltAnew()) {
  let reports;
  try {
    reports = reportsOf(entry, path.join(scratch, 'reports'));
  } catch (error) {
    complaints.push(`${entry.name}: ${error.message}`); // more than api-extractor can read
    continue;
  }
  baseline[entry.name] = baselineOf(entry.manifest.version, reports);
  for (const { name, text, errors } of reports) {
    const file = fromRoot('packages', entry.folder, 'etc', name);
    const label = path.relative(fromRoot(), file);
    complaints.push(...errors.map((error) => `${label}: ${error}`));
    const committed = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
    if (committed === text) continue;
    if (isCheck) {
      complaints.push(
        `${label}: is not what the code exports: run npm run api, review the difference and describe it in a changeset`,
      );
    } else {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      console.log(`Wrote ${label}`);
    }
  }
}

if (process.argv.includes('--baseline')) {
  writeFileSync(baselineFile, `${JSON.stringify(baseline, null, 2)}\n`);
  console.log(`Wrote ${path.relative(fromRoot(), baselineFile)}`);
} else if (isCheck) {
  const named = changesetsNaming(fromRoot('.changeset'));
  const known = existsSync(baselineFile) ? readJson(baselineFile) : {};
  for (const [name, current] of Object.entries(baseline)) {
    complaints.push(...surfaceComplaint(name, known[name], current, named));
  }
  complaints.push(...undescribedChanges(publicPackages(), fromRoot()));
}
for (const complaint of complaints) console.error(`✖ ${complaint}`);
console.log(`Surfaces: ${Object.keys(baseline).length} packages, ${complaints.length} complaints.`);
process.exitCode = complaints.length === 0 ? 0 : 1;

async function packagesBuiltAnew() {
  const workspace = path.join(scratch, 'workspace');
  mkdirSync(workspace);
  try {
    return await buildAnew(workspace);
  } catch (error) {
    if (!error.expected) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
