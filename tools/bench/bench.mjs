#!/usr/bin/env node
/**
 * `npm run bench -- <suite> [--quick] [--json [FILE]] [--filter TEXT]`
 * Runs `benchmarks/<suite>.ts` (built to `benchmarks/dist`), prints a row a case, and with `--json`
 * writes them with what they were measured on; without FILE to `benchmarks/results/<suite>.json`.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readArguments } from '../lib/arguments.mjs';
import { ExpectedError } from '../lib/expected-error.mjs';
import { fromRoot } from '../lib/paths.mjs';
import { describeMachine } from './machine.mjs';
import { runSuite } from './run-suite.mjs';
import { formatRow, header } from './table.mjs';

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error.expected || error.interrupted ? error.message : error);
  process.exitCode = 1;
}

async function main(argv) {
  const options = parseArguments(argv);
  const file = fromRoot('benchmarks/dist', `${options.suite}.js`);
  const suites = suiteNames();
  if (!suites.includes(options.suite) || !existsSync(file)) {
    throw new ExpectedError(
      `suite: expected one of ${suites.join(', ') || '(there is none yet)'}, got ${options.suite ?? 'nothing'}`,
    );
  }
  console.log(header);
  const { about, rows, failures } = await runSuite({
    name: options.suite,
    file,
    quick: options.quick,
    filter: options.filter,
    onRow: (row) => console.log(formatRow(row)),
    onFailure: (label, message) => console.error(`✖ ${label}\n  ${message}`),
  });
  if (rows.length + failures === 0)
    throw new ExpectedError(`filter: no case contains ${options.filter}`);
  if (options.json !== undefined) {
    const command = ['npm run bench --', ...argv].join(' ');
    const result = {
      suite: options.suite,
      about,
      ...describeMachine(),
      command,
      quick: options.quick,
      rows,
    };
    mkdirSync(path.dirname(options.json), { recursive: true });
    writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
    console.log(`Written to ${path.relative(process.cwd(), options.json)}`);
  }
  if (failures > 0) console.error(`${failures} of ${rows.length + failures} cases failed.`);
  return failures === 0 ? 0 : 1;
}

/** Suites are the files right below `benchmarks/`. */
function suiteNames() {
  return readdirSync(fromRoot('benchmarks'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -3))
    .sort();
}

function parseArguments(argv) {
  const { values, positionals } = readArguments('bench', argv);
  const { quick = false, json, filter } = values;
  const options = { suite: positionals[0], quick, json, filter };
  if (options.json === '') {
    if (options.quick || options.filter !== undefined) {
      throw new ExpectedError(
        '--json: expected a file name with --quick or --filter: published results are whole ones',
      );
    }
    options.json = fromRoot('benchmarks/results', `${options.suite}.json`);
  } else if (options.json !== undefined) {
    options.json = path.resolve(options.json);
  }
  return options;
}
