import { JobError, messageOf } from './errors.js';
import type { CallTable } from './calls.js';

/** parent → child */
export interface CallMessage {
  readonly id: number;
  readonly name: string;
  readonly args: unknown;
}

/** child → parent */
export type ChildMessage =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | {
      readonly kind: 'error';
      readonly id: number;
      readonly message: string;
      /** Whether the message says all: what the child printed explains nothing more. */
      readonly explained: boolean;
    }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'fatal'; readonly message: string };

type Handlers<Calls extends CallTable<Calls>> = {
  readonly [Name in keyof Calls]: (
    args: Calls[Name]['args'],
  ) => Promise<Calls[Name]['result']> | Calls[Name]['result'];
};

/**
 * Makes this process answer its parent's calls until the parent goes away, with which it ends too:
 * no process outlives the job, even one whose parent was killed.
 *
 * @param cleanUp runs synchronously as the last thing before this process ends.
 */
export function answerParent<Calls extends CallTable<Calls>>(
  handlers: Handlers<Calls>,
  cleanUp: () => void = () => undefined,
): void {
  process.on('message', (message) => void answer(handlers, message as CallMessage));
  process.on('exit', cleanUp);
  process.on('disconnect', () => process.exit(1));
  process.on('uncaughtException', (error) => {
    console.error(error);
    fail(messageOf(error));
  });
}

async function answer<Calls extends CallTable<Calls>>(
  handlers: Handlers<Calls>,
  { id, name, args }: CallMessage,
): Promise<void> {
  try {
    const handler = (handlers as Record<string, ((args: unknown) => unknown) | undefined>)[name];
    if (handler === undefined) throw new Error(`no such call: ${name}`);
    send({ kind: 'result', id, result: await handler(args) });
  } catch (error) {
    const explained = error instanceof JobError;
    if (!explained) console.error(error);
    send({ kind: 'error', id, message: messageOf(error), explained });
  }
}

/** Tells the parent what went wrong outside a call, and ends this process. */
export function fail(message: string): void {
  if (!process.connected) process.exit(1);
  process.send?.({ kind: 'fatal', message } satisfies ChildMessage, () => process.exit(1));
}

let lastProgressMs = 0;

/** Tells the parent how far the running call is, at most ten times a second and at the end. */
export function reportProgress(done: number, total: number): void {
  const now = Date.now();
  if (done < total && now - lastProgressMs < 100) return;
  lastProgressMs = now;
  send({ kind: 'progress', done, total });
}

function send(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}
