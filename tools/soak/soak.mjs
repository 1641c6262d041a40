#!/usr/bin/env node
/**
 * `npm run soak [-- --steps 1000000 --seeds 3 --package tracker]`: the model tests of every
 * package, or of one, with the full budget and several seeds, where `npm test` runs them with one
 * that ends in seconds. What was run goes to `tests/soak/results.json` as soon as a package has
 * ended; rows of packages that were not asked for stay, and each row says what it was run with.
 *
 * Tests read `SANDY_STEPS` (operations a test) and `SANDY_SEED`. A model test that has a budget of
 * its own is not run, but listed.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeMachine } from '../bench/machine.mjs';
import { readArguments } from '../lib/arguments.mjs';
import { temporaryDirectory } from '../lib/cleanup.mjs';
import { fromRoot, readJson, workspaces } from '../lib/paths.mjs';
import { runChild, wasInterrupted } from '../lib/process.mjs';
import { modelTestsOf, replaceRows } from './model-tests.mjs';

const { values } = readArguments('soak', process.argv.slice(2));
const steps = positive('steps', values.steps);
const seeds = Array.from(
  { length: positive('seeds', values.seeds) },
  (_, index) => 1_000_003 * (index + 1),
);
const resultsFile = fromRoot('tests/soak/results.json');
const scratch = temporaryDirectory('soak');

const all = workspaces().map((project) => ({ ...project, tests: modelTestsOf(project.directory) }));
const asked = all.filter(
  ({ name, tests }) =>
    (values.package === undefined || name.endsWith(`/${values.package}`)) && tests.long.length > 0,
);
if (asked.length === 0) {
  console.error(`package: expected one with model tests, got ${values.package ?? 'none at all'}`);
  process.exit(1);
}
const notSoaked = all.flatMap(({ name, tests }) => tests.fixed.map((file) => `${name}/${file}`));
for (const file of notSoaked) console.log(`${file} does not ask stepCount: not soaked`);

let runs = 0;
let failed = 0;
for (const project of asked) {
  const rows = [];
  for (const seed of seeds) {
    console.log(`\n${project.name}, ${steps.toLocaleString('en')} steps a test, seed ${seed}`);
    rows.push(await soak(project, seed));
    if (wasInterrupted()) process.exit(130); // half a run is no result
  }
  write(project.name, rows);
  runs += rows.length;
  failed += rows.reduce((total, row) => total + row.failed, 0);
}
console.log(
  `\nSoak: ${runs} runs, ${failed} tests failed; ${path.relative(fromRoot(), resultsFile)}`,
);
process.exitCode = failed === 0 ? 0 : 1;

async function soak({ name, directory, tests }, seed) {
  const outputFile = path.join(scratch, `${path.basename(directory)}-${seed}.json`);
  const { commit, dirty } = describeMachine(); // before the run, which may take long
  const started = Date.now();
  const exitCode = await runChild(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      fromRoot('node_modules/jest/bin/jest.js'),
      '--testTimeout=7200000',
      '--json',
      `--outputFile=${outputFile}`,
      '--runTestsByPath',
      ...tests.long,
    ],
    { cwd: directory, env: { SANDY_STEPS: String(steps), SANDY_SEED: String(seed) } },
  );
  const results = existsSync(outputFile) ? readJson(outputFile) : undefined;
  const failures = results ? results.numFailedTests + results.numRuntimeErrorTestSuites : 1;
  return {
    project: name,
    files: tests.long,
    steps,
    seed,
    passed: results?.numPassedTests ?? 0,
    failed: exitCode !== 0 && failures === 0 ? 1 : failures,
    elapsedMs: Date.now() - started,
    commit,
    dirty,
  };
}

function write(project, newRows) {
  const earlier = existsSync(resultsFile) ? readJson(resultsFile).rows : [];
  const { node, v8, platform, cpu } = describeMachine();
  const rows = replaceRows(earlier, project, newRows);
  mkdirSync(path.dirname(resultsFile), { recursive: true });
  writeFileSync(
    resultsFile,
    `${JSON.stringify({ node, v8, platform, cpu, notSoaked, rows }, null, 2)}\n`,
  );
}

function positive(name, text) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`${name}: expected a whole number above 0, got ${text}`);
  process.exit(1);
}
