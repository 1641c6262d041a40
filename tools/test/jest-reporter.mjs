/**
 * Jest reporter that leaves a project's counts in `out/jest.json`, which Nx caches with the result:
 * so `npm test` can add up all projects, those from the cache included.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export default class CountsReporter {
  #globalConfig;

  constructor(globalConfig) {
    this.#globalConfig = globalConfig;
  }

  onRunComplete(contexts, results) {
    const { testNamePattern, testPathPatterns, watch, onlyChanged } = this.#globalConfig;
    const isPartial = testNamePattern || testPathPatterns?.patterns?.length || watch || onlyChanged;
    if (isPartial) return; // the file speaks for the whole project
    const file = path.join(this.#globalConfig.rootDir, 'out/jest.json');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(countsOf(results), null, 2)}\n`);
  }
}

/** A file that could not even be loaded ran no test: it counts as one that failed. */
export function countsOf(results) {
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
    files: results.numTotalTestSuites,
    elapsedMs: Date.now() - results.startTime,
  };
}
