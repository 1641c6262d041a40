/**
 * Jest reporter that leaves a project's counts in `out/jest.json`, which Nx caches with the result:
 * so `npm test` can add up all projects, those from the cache included. While tests run, a file
 * beside it says how many files are done: Nx passes on what a task prints only when it has ended.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export default class CountsReporter {
  #globalConfig;

  constructor(globalConfig) {
    this.#globalConfig = globalConfig;
  }

  onRunStart(results) {
    this.#noteProgress(results);
  }

  onTestResult(test, testResult, results) {
    this.#noteProgress(results);
  }

  onRunComplete(contexts, results) {
    rmSync(progressFileIn(this.#globalConfig.rootDir), { force: true });
    const { testNamePattern, testPathPatterns, watch, onlyChanged } = this.#globalConfig;
    const isPartial = testNamePattern || testPathPatterns?.patterns?.length || watch || onlyChanged;
    if (isPartial) return; // the file speaks for the whole project
    const file = path.join(this.#globalConfig.rootDir, 'out/jest.json');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(countsOf(results), null, 2)}\n`);
  }

  #noteProgress(results) {
    const file = progressFileIn(this.#globalConfig.rootDir);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(progressOf(results)));
  }
}

/** What a run that has not ended leaves in the folder of a project. */
export function progressFileIn(directory) {
  return path.join(directory, 'out/jest-progress.json');
}

/** Test files that have ended, and all of them. */
export function progressOf(results) {
  const { numPassedTestSuites, numFailedTestSuites, numPendingTestSuites } = results;
  return {
    done: numPassedTestSuites + numFailedTestSuites + numPendingTestSuites,
    total: results.numTotalTestSuites,
  };
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
