/**
 * Child processes that never outlive us: signals go through, and we wait for the children to end.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** A child that has not ended so long after its signal is killed. */
const killAfterMs = 20_000;
/**
 * On a terminal, Ctrl-C has reached the whole process group already: the child needs no second one
 * soon.
 */
const repeatOnTerminalAfterMs = 5_000;

/** The shell of npm, where npm started us: when it is gone, nobody can interrupt us any more. */
const parent = process.ppid;
const hasParentOfNpm = process.env.npm_lifecycle_event !== undefined;
const lookForParentEveryMs = 500;

let running = 0;
let isInterrupted = false;

let exitsWhenInterrupted = false;

/**
 * From now on a signal ends this process once its children have ended, whatever their callers would
 * do.
 */
export function exitWhenInterrupted() {
  exitsWhenInterrupted = true;
}

/** Whether a signal has asked us to end. */
export const wasInterrupted = () => isInterrupted;

/** Whether a child of `runChild` is still alive. */
export const hasRunningChild = () => running > 0;

/**
 * Runs a command with our standard streams until it ends.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, onMessage?: (message: unknown) => void, onOutput?: (text: string) => void }} [options]
 *   `env` is added to ours; `onMessage` opens an IPC channel; `onOutput` gets what the child
 *   prints, instead of our streams.
 * @returns {Promise<number>} the exit code; 128 + the signal's number when one ended it or us.
 * @throws {Error} if the command cannot be started.
 */
export function runChild(command, args, { cwd = root, env = {}, onMessage, onOutput } = {}) {
  if (isInterrupted) return Promise.resolve(exitCodeOf(null, 'SIGINT')); // start nothing any more
  return new Promise((resolve, reject) => {
    const output = onOutput ? 'pipe' : 'inherit';
    const child = spawn(command, args, {
      cwd,
      stdio: ['inherit', output, output, ...(onMessage ? ['ipc'] : [])],
      env: { ...process.env, ...env },
    });
    if (onMessage) child.on('message', onMessage);
    if (onOutput) {
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', onOutput);
      }
    }
    let received;
    const timers = [];
    const forward = (signal) => {
      if (received !== undefined) return; // npm repeats the terminal's Ctrl-C: one is enough
      received = signal;
      isInterrupted = true;
      const toldByTerminal = signal === 'SIGINT' && process.stdin.isTTY;
      timers.push(
        setTimeout(() => child.kill(signal), toldByTerminal ? repeatOnTerminalAfterMs : 0),
        setTimeout(() => child.kill('SIGKILL'), killAfterMs),
      );
    };
    for (const signal of signals) process.on(signal, forward);
    // `kill` of npm reaches its shell, which ends without a word to us.
    const watch = setInterval(() => {
      if (hasParentOfNpm && process.ppid !== parent) forward('SIGTERM');
    }, lookForParentEveryMs);
    running++;
    const settle = () => {
      running--;
      clearInterval(watch);
      for (const timer of timers) clearTimeout(timer);
      for (const signal of signals) process.off(signal, forward);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, signal) => {
      settle();
      // A child that cleaned up after our signal and ended with 0 has been interrupted all the
      // same.
      const exitCode = exitCodeOf(received === undefined ? code : code || null, received ?? signal);
      if (received !== undefined && exitsWhenInterrupted && running === 0) process.exit(exitCode);
      resolve(exitCode);
    });
  });
}

/** The code that a shell would report. */
export function exitCodeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/** Runs a script of ours or of node_modules with this Node. */
export function runNode(script, args, options) {
  return runChild(process.execPath, [script, ...args], options);
}

/**
 * Runs steps in order until one fails.
 * @param {readonly (() => number | Promise<number>)[]} steps
 * @returns {Promise<number>} the first exit code that is not 0, else 0.
 */
export async function runInOrder(steps) {
  for (const step of steps) {
    const exitCode = await step();
    if (exitCode !== 0) return exitCode;
  }
  return 0;
}
