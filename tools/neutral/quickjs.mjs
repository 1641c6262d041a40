import { getQuickJS } from 'quickjs-emscripten';

/** A smoke test that runs longer hangs. */
const deadlineMs = 60_000;

/**
 * Runs a bundle that defines `bundle.exportNames` and `bundle.result` (a value or a promise).
 * @param {string} code an IIFE bundle
 * @param {string} name for stack traces
 * @returns {Promise<string[]>} the names
 * @throws {Error} what the bundle throws or rejects with.
 */
export async function runInQuickJs(code, name) {
  const runtime = (await getQuickJS()).newRuntime();
  const end = Date.now() + deadlineMs;
  runtime.setInterruptHandler(() => Date.now() > end);
  const context = runtime.newContext();
  try {
    const settle = `${code}
      ;globalThis.outcome = { state: 'pending' };
      Promise.resolve(bundle.result).then(
        () => { outcome = { state: 'done', names: bundle.exportNames }; },
        (error) => { outcome = { state: 'failed', error: String(error), stack: error && error.stack }; },
      );`;
    valueOf(context, context.evalCode(settle, `${name}.js`)).dispose();
    const jobs = runtime.executePendingJobs();
    if (jobs.error) throw errorOf(context, jobs.error);
    const handle = valueOf(context, context.evalCode('outcome', 'outcome.js'));
    const outcome = context.dump(handle);
    handle.dispose();
    if (outcome.state === 'done') return outcome.names;
    if (outcome.state === 'pending')
      throw new Error('the smoke test waits for something that never comes');
    throw new Error(`${outcome.error}\n${outcome.stack}`);
  } finally {
    context.dispose();
    runtime.dispose();
  }
}

function valueOf(context, result) {
  if (result.error) throw errorOf(context, result.error);
  return result.value;
}

function errorOf(context, handle) {
  const { name, message, stack } = context.dump(handle);
  handle.dispose();
  return new Error(`${name}: ${message}\n${stack}`);
}
