import { ExpectedError } from '../lib/expected-error.mjs';
import { answerAtOnce } from './answer.mjs';
import { ensureInstalled } from './dependencies.mjs';
import { tasks } from './tasks.mjs';

/**
 * Installs what is missing, then runs one task; what can be answered without is answered first.
 * @param {readonly string[]} argv the task's name and its arguments
 * @returns {Promise<number>} the exit code
 * @throws {ExpectedError} if there is no such task, or it does not take one of the arguments.
 */
export async function main([name, ...args]) {
  const task = tasks.get(name);
  if (task === undefined) {
    throw new ExpectedError(
      `task: expected one of ${[...tasks.keys()].join(', ')}, got ${name ?? 'nothing'}`,
    );
  }
  const answered = answerAtOnce(name, args);
  if (answered !== undefined) return answered;
  const installed = await ensureInstalled();
  return installed === 0 ? task(args) : installed;
}
