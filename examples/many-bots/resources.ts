import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from './child.js';
import type { BotsCalls, ServerCalls } from './calls.js';

/**
 * A child that dies takes the others' connections down: so long may it take until its end is
 * noticed.
 */
const CAUSE_WAIT_MS = 400;

export type ServerChild = Child<ServerCalls>;
export type BotsChild = Child<BotsCalls>;

/** What the job holds of the system, so that all of it is given back however the job ends. */
export class Resources {
  readonly #folders: string[] = [];
  #server: ServerChild | undefined;
  #bots: BotsChild | undefined;

  startServer(): ServerChild {
    this.#server = new Child({
      title: 'server',
      entry: new URL('./server-process.js', import.meta.url),
    });
    return this.#server;
  }

  /** @param title what the user reads about it, e.g. `bots (stock, run 1)`. */
  startBots(title: string): BotsChild {
    this.#bots = new Child({
      title,
      entry: new URL('./bots-process.js', import.meta.url),
      nodeOptions: ['--expose-gc'],
    });
    return this.#bots;
  }

  /** A new temporary folder. */
  createFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'sandy-many-bots-'));
    this.#folders.push(folder);
    return folder;
  }

  /**
   * What `error` came from: when the server died, the bots only report that their connections
   * ended.
   */
  async rootCause(error: unknown): Promise<unknown> {
    if (this.#server === undefined) return error;
    await sleep(CAUSE_WAIT_MS);
    return this.#server.fault ?? this.#bots?.fault ?? error;
  }

  /** Ends all processes in good order and removes all folders. */
  async release(): Promise<void> {
    await this.#bots?.stop();
    await this.#server?.stop();
    this.#removeFolders();
  }

  /** Kills all processes, waits until they are gone and removes all folders. */
  async abort(): Promise<void> {
    this.releaseNow();
    await Promise.all([this.#bots?.exited, this.#server?.exited]);
    this.#removeFolders(); // again: a process may have been writing when it was killed
  }

  /** The same without waiting, as the last thing before the process ends. */
  releaseNow(): void {
    this.#bots?.kill();
    this.#server?.kill();
    this.#removeFolders();
  }

  #removeFolders(): void {
    for (const folder of this.#folders) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}
