#!/usr/bin/env node
/**
 * `npm run numbers` writes the figures of `benchmarks/results/*.json` into the marked places of all
 * Markdown files; `--check` only compares and fails if one is stale or was typed by hand, and warns
 * of results that are older than the sources they measured. See blocks.mjs.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ExpectedError } from '../lib/expected-error.mjs';
import { fromRoot, root } from '../lib/paths.mjs';
import { agedResults } from './age.mjs';
import { fill } from './blocks.mjs';
import { resultsIn } from './results.mjs';

const isCheck = process.argv.includes('--check');
const results = resultsIn(fromRoot('benchmarks/results'));
let places = 0;
let wrong = 0;
for (const file of markdownFiles()) {
  const before = readFileSync(fromRoot(file), 'utf8');
  let after;
  try {
    const filled = await fill(before, results);
    after = filled.markdown;
    places += filled.places;
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    console.error(`✖ ${file}: ${error.message}`);
    wrong++;
    continue;
  }
  if (after === before) continue;
  if (isCheck) {
    console.error(
      `✖ ${file}: its figures are not those of benchmarks/results: run npm run numbers`,
    );
    wrong++;
  } else {
    writeFileSync(fromRoot(file), after);
    console.log(`Wrote ${file}`);
  }
}
if (isCheck) {
  // No failure: who changes a package need not have a machine to measure on.
  for (const sentence of agedResults(root)) console.warn(`! benchmarks/results/${sentence}`);
}
console.log(`Numbers: ${places} marked places, ${wrong} files wrong.`);
process.exitCode = wrong === 0 ? 0 : 1;

function markdownFiles() {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => file !== '' && existsSync(fromRoot(file)));
}
