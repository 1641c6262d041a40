/** Asks another process for each run of a case, and waits for it: so the rounds of both sides interleave. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, promises, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A process that answers a byte through one pipe with a line of numbers through another. */
export interface Answerer {
  /** @param request a byte @throws {Error} if the process is gone */
  ask(request: number): number[];
  /** The process ends by that. */
  close(): void;
}

/**
 * Starts a program, which is given the names of the pipes as its last arguments, and waits until it has opened them.
 * @param folder where the pipes are put
 * @throws {Error} if the process ends instead
 */
export async function startAnswerer(
  name: string,
  folder: string,
  command: string,
  args: readonly string[],
): Promise<Answerer> {
  const pipes = { requests: join(folder, 'requests'), answers: join(folder, 'answers') };
  execFileSync('mkfifo', [pipes.requests, pipes.answers]);
  const child = spawn(command, [...args, pipes.requests, pipes.answers], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [requests, answers] = await openPipes(name, child, pipes);
  return {
    ask: (request) => {
      writeSync(requests, Uint8Array.of(request));
      return readLine(name, answers).split(' ').map(Number);
    },
    close: () => {
      closeSync(requests);
      closeSync(answers);
    },
  };
}

/** Opens both pipes when the child has. @throws {Error} if the child ends instead */
async function openPipes(
  name: string,
  child: ChildProcess,
  { requests, answers }: { requests: string; answers: string },
): Promise<[requests: number, answers: number]> {
  let isOpen = false;
  child.once('exit', (code) => {
    if (isOpen) return;
    console.error(`${name} ended with exit code ${code}`);
    // Opening waits for the other end: be that end, so that it fails instead of waiting forever.
    for (const path of [requests, answers]) closeSync(openSync(path, 'r+'));
  });
  const write = await promises.open(requests, 'w');
  const read = await promises.open(answers, 'r');
  isOpen = true;
  const files = [openSync(requests, 'w'), openSync(answers, 'r')] as [number, number];
  await write.close();
  await read.close();
  return files;
}

const buffer = Buffer.alloc(256);

/** Waits for a line. @throws {Error} if the child is gone */
function readLine(name: string, descriptor: number): string {
  let text = '';
  while (!text.endsWith('\n')) {
    const length = readSync(descriptor, buffer);
    if (length === 0) throw new Error(`${name} has ended`);
    text += buffer.toString('latin1', 0, length);
  }
  return text;
}

export function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
