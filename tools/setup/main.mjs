import { ExpectedError } from '../lib/expected-error.mjs';
import { ensureInstalled } from './dependencies.mjs';
import { answersAtOnce, tasks } from './tasks.mjs';

/**
 * Installs what is missing, then runs one task; what can be answered without is answered first.
 * @param {readonly string[]} argv the task's name and its arguments
 * @returns {Promise<number>} the exit code
 * @throws {ExpectedError} if there is no such task.
 */
export async function main([name, ...args]) {
  const task = tasks.get(name);
  if (task === undefined) {
    throw new ExpectedError(
      `task: expected one of ${[...tasks.keys()].join(', ')}, got ${name ?? 'nothing'}`,
    );
  }
  const answered = await answersAtOnce.get(name)?.(args);
  if (answered !== undefined) return answered;
  const installed = await ensureInstalled();
  return installed === 0 ? task(args) : installed;
}
