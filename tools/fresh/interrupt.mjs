import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { undoAtExit } from '../lib/cleanup.mjs';
import { exitCodeOf } from '../lib/process.mjs';

/** So long may processes take to end after the first of them has. */
const lastMs = 5_000;

/**
 * Runs a command in a process group of its own, as a shell does, and sends it a signal in mid-run.
 *
 * @param {object} options
 * @param {readonly string[]} options.command
 * @param {string} options.cwd
 * @param {Record<string, string>} options.env with a `TMPDIR` that no other process has: by that
 * all that it
 *   starts are known, whatever groups they are in
 * @param {NodeJS.Signals} options.signal
 * @param {'group' | 'npm'} options.target all of the group, as a terminal does it, or the first
 * process alone
 * @param {RegExp} options.when what it has printed when the signal is sent
 * @returns {Promise<{ exitCode: number, output: string, left: string[] }>} what it printed, and the
 * command
 *   lines of the processes that were left five seconds later
 */
export async function interrupt({ command: [file, ...args], cwd, env, signal, target, when }) {
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const killAll = undoAtExit(() => processesWith(env.TMPDIR).forEach(kill));
  let output = '';
  let isSent = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      if (isSent || !when.test(output)) return;
      isSent = true;
      process.kill(target === 'group' ? -child.pid : child.pid, signal);
    });
  }
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, endedBy) => resolve(exitCodeOf(code, endedBy)));
  });
  for (
    let waitedMs = 0;
    waitedMs < lastMs && processesWith(env.TMPDIR).length > 0;
    waitedMs += 50
  ) {
    await sleep(50);
  }
  const left = processesWith(env.TMPDIR).map(({ command }) => command);
  killAll();
  return { exitCode, output, left };
}

function kill({ pid }) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended meanwhile
  }
}

/** Processes with `TMPDIR=temporary` in their environment, by Linux's /proc. */
function processesWith(temporary) {
  const found = [];
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const read = (name) => readFileSync(`/proc/${entry}/${name}`, 'latin1').split('\0');
      if (!read('environ').includes(`TMPDIR=${temporary}`)) continue;
      found.push({ pid: Number(entry), command: read('cmdline').join(' ').trim() });
    } catch {
      // it ended meanwhile, or belongs to somebody else
    }
  }
  return found;
}
