#!/usr/bin/env node
/**
 * `npm run soak [-- --steps 1000000 --seeds 3 --package tracker]`: the model tests of every package with the
 * full budget and several seeds, where `npm test` runs them with one that ends in seconds. Writes what was run
 * to `tests/soak/results.json` when all packages were asked for.
 *
 * Tests read `SANDY_STEPS` (operations a test) and `SANDY_SEED` (some `SEED`).
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../bench/machine.mjs';
import { temporaryDirectory } from '../lib/cleanup.mjs';
import { fromRoot, readJson, workspaces } from '../lib/paths.mjs';
import { runChild } from '../lib/process.mjs';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    seeds: { type: 'string', default: '3' },
    package: { type: 'string' },
  },
});
const steps = positive('steps', values.steps);
const seeds = Array.from(
  { length: positive('seeds', values.seeds) },
  (_, index) => 1_000_003 * (index + 1),
);
const scratch = temporaryDirectory('soak');

const projects = workspaces().filter(
  ({ name, directory }) =>
    (values.package === undefined || name.endsWith(`/${values.package}`)) &&
    hasModelTests(directory),
);
if (projects.length === 0) {
  console.error(`package: expected one with model tests, got ${values.package ?? 'none at all'}`);
  process.exit(1);
}

const rows = [];
for (const project of projects) {
  for (const seed of seeds) {
    console.log(`\n${project.name}, ${steps.toLocaleString('en')} steps a test, seed ${seed}`);
    rows.push(await soak(project, seed));
  }
}
const failed = rows.reduce((total, row) => total + row.failed, 0);
if (values.package === undefined) {
  const command = `npm run soak -- --steps ${steps} --seeds ${seeds.length}`;
  const file = fromRoot('tests/soak/results.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ ...describeMachine(), command, steps, seeds, rows }, null, 2)}\n`,
  );
  console.log(`\nWritten to ${path.relative(fromRoot(), file)}`);
}
console.log(`Soak: ${rows.length} runs, ${failed} tests failed.`);
process.exitCode = failed === 0 ? 0 : 1;

async function soak({ name, directory }, seed) {
  const outputFile = path.join(scratch, `${path.basename(directory)}-${seed}.json`);
  const started = Date.now();
  const exitCode = await runChild(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      fromRoot('node_modules/jest/bin/jest.js'),
      '--testPathPatterns=\\.model\\.test\\.',
      '--testTimeout=7200000',
      '--json',
      `--outputFile=${outputFile}`,
    ],
    {
      cwd: directory,
      env: { SANDY_STEPS: String(steps), SANDY_SEED: String(seed), SEED: String(seed) },
    },
  );
  const results = existsSync(outputFile) ? readJson(outputFile) : undefined;
  const failures = results ? results.numFailedTests + results.numRuntimeErrorTestSuites : 1;
  return {
    project: name,
    seed,
    passed: results?.numPassedTests ?? 0,
    failed: exitCode !== 0 && failures === 0 ? 1 : failures,
    elapsedMs: Date.now() - started,
  };
}

function hasModelTests(directory) {
  const folder = path.join(directory, 'test');
  return (
    existsSync(folder) &&
    readdirSync(folder, { recursive: true }).some((file) => /\.model\.test\.[cm]?[jt]s$/.test(file))
  );
}

function positive(name, text) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`${name}: expected a whole number above 0, got ${text}`);
  process.exit(1);
}
