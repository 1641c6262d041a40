import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CallMessage, ChildMessage } from './answer.js';
import type { CallTable } from './calls.js';
import { JobError, stripControls } from './errors.js';

const KEPT_LINES = 200;
const STOP_TIMEOUT_MS = 5_000;

interface PendingCall {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * A process of the job's own, called over Node's IPC channel.
 *
 * What it prints is kept for an error report and shown to nobody. It runs in a process group of its
 * own, so that Ctrl-C in a terminal reaches the parent alone, which then ends it in good order.
 */
export class Child<Calls extends CallTable<Calls>> {
  /** What the user reads about it, e.g. `server`. */
  readonly title: string;
  /** Rejects when the process ends without being asked to or reports a fault outside a call. */
  readonly failure: Promise<never>;
  /** Called with the progress of the running call. */
  onProgress: (done: number, total: number) => void = () => undefined;
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, PendingCall>();
  readonly #log: string[] = [];
  #failWith!: (error: JobError) => void;
  #nextId = 1;
  #stopping = false;
  #hasExited = false;
  #fault: JobError | undefined;

  constructor(options: { title: string; entry: URL; nodeOptions?: readonly string[] }) {
    this.title = options.title;
    this.failure = new Promise((_, reject) => (this.#failWith = reject));
    this.failure.catch(() => undefined); // whoever races against it handles it
    this.#process = fork(fileURLToPath(options.entry), [], {
      execArgv: [...(options.nodeOptions ?? [])],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#process.stdout?.on('data', (data: Buffer) => this.#keep(data));
    this.#process.stderr?.on('data', (data: Buffer) => this.#keep(data));
    this.#process.on('message', (message) => this.#receive(message as ChildMessage));
    this.#process.on('error', (error) => this.#fail(`${this.title}: ${error.message}`));
    this.exited = new Promise((resolve) => {
      this.#process.once('exit', (code, signal) => {
        this.#hasExited = true;
        this.#fail(`${this.title} ended unexpectedly (${signal ?? `exit code ${code}`})`);
        resolve();
      });
    });
  }

  /** Why it failed, if it did. */
  get fault(): JobError | undefined {
    return this.#fault;
  }

  /** Last lines that the process printed. */
  get log(): readonly string[] {
    return this.#log;
  }

  /**
   * Calls `name` in the process.
   *
   * @throws {JobError} with the process's title and message, if the call fails or takes too long.
   */
  call<Name extends keyof Calls & string>(
    name: Name,
    args: Calls[Name]['args'],
    timeoutMs: number,
  ): Promise<Calls[Name]['result']> {
    return this.#request(name, args, timeoutMs) as Promise<Calls[Name]['result']>;
  }

  /** Asks the process to end, and kills it if it does not within five seconds. */
  async stop(): Promise<void> {
    if (this.#hasExited) return;
    this.#stopping = true;
    const timer = setTimeout(() => this.kill(), STOP_TIMEOUT_MS);
    const asked = this.#request('stop', null, STOP_TIMEOUT_MS).catch(() => undefined);
    await Promise.race([asked, this.exited]);
    if (this.#process.connected) this.#process.disconnect();
    await this.exited;
    clearTimeout(timer);
  }

  /** Ends the process at once. */
  kill(): void {
    this.#stopping = true;
    if (!this.#hasExited) this.#process.kill('SIGKILL');
  }

  #request(name: string, args: unknown, timeoutMs: number): Promise<unknown> {
    const id = this.#nextId++;
    const result = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#process.send({ id, name, args } satisfies CallMessage, (error) => {
        if (error !== null) this.#settle(id)?.reject(this.#error('cannot be reached'));
      });
    });
    const timer = setTimeout(() => {
      const seconds = Math.round(timeoutMs / 1000);
      this.#settle(id)?.reject(this.#error(`did not finish '${name}' within ${seconds} s`));
    }, timeoutMs);
    return Promise.race([result, this.failure]).finally(() => clearTimeout(timer));
  }

  #receive(message: ChildMessage): void {
    if (message.kind === 'progress') this.onProgress(message.done, message.total);
    else if (message.kind === 'fatal') this.#fail(`${this.title}: ${message.message}`);
    else if (message.kind === 'result') this.#settle(message.id)?.resolve(message.result);
    else if (message.explained) {
      this.#settle(message.id)?.reject(new JobError(`${this.title}: ${message.message}`));
    } else this.#settle(message.id)?.reject(this.#error(message.message));
  }

  /** Takes the call `id` off the list, unless it was settled before. */
  #settle(id: number): PendingCall | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #error(message: string): JobError {
    return new JobError(`${this.title}: ${message}`, { log: this.#log });
  }

  #fail(message: string): void {
    if (this.#stopping || this.#fault !== undefined) return;
    this.#fault = new JobError(message, { log: this.#log });
    this.#failWith(this.#fault);
  }

  #keep(data: Buffer): void {
    for (const line of data.toString('utf8').split('\n')) {
      const clean = stripControls(line).trimEnd();
      if (clean !== '' && clean !== '>') this.#log.push(clean);
    }
    if (this.#log.length > KEPT_LINES) this.#log.splice(0, this.#log.length - KEPT_LINES);
  }
}
