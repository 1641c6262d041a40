/** How far the tests are that run at this moment, by what Jest's reporter writes down. */
import { readFileSync } from 'node:fs';
import { progressFileIn } from './jest-reporter.mjs';

/**
 * @param {readonly { name: string, directory: string }[]} projects
 * @returns {string} `@sandy/pools 3 of 12 files, …`; empty where nothing runs
 */
export function progressText(projects) {
  return projects.flatMap(({ name, directory }) => textOf(name, directory)).join(', ');
}

function textOf(name, directory) {
  try {
    const { done, total } = JSON.parse(readFileSync(progressFileIn(directory), 'utf8'));
    return [`${name} ${done} of ${total} files`];
  } catch {
    return []; // it does not run, or is about to write
  }
}
