/**
 * What a person wants to see of Nx: a line for each task as it ends, with how many there are, and
 * all that a failed one printed. Nx's frame around that is left out.
 */
import { stripVTControlCharacters } from 'node:util';

/** Nx's and npm's own words around what tasks print; each says what our lines say, or nothing. */
const frame = [
  /^ NX {3}Running targets? .*:$/,
  /^- [@\w/-]+$/, // a project in the list of those to run; failed tasks have a colon
  /^npm error (Lifecycle script|code \d|path |workspace |location |command )/,
];

/** What comes from here on is Nx's summary of the run. */
const summary = /^( NX {3}Successfully ran |Output of \d+ successful tasks? | {2}Run duration: )/;

/** Nobody should wonder whether it still runs. */
const HEARTBEAT_MS = 15_000;

/** Takes what Nx prints and passes on what matters. */
export class NxOutput {
  #write;
  #hidesCached;
  #progress;
  #heartbeatMs;
  #rest = ''; // of a line that has not ended
  #isBlankDue = false; // whether a blank line stands before the next one that is not a task's
  #isOver = false;
  #done = 0;
  #cached = 0;
  #total = 0;
  #startedMs = performance.now();
  #heartbeat;

  /**
   * @param {(text: string) => void} write
   * @param {{ hidesCached?: boolean, progress?: () => string, heartbeatMs?: number }} [options]
   * whether tasks whose result was in the cache get no line; how far those are that run, asked where
   * nothing has been shown for a while
   */
  constructor(write, { hidesCached = false, progress, heartbeatMs = HEARTBEAT_MS } = {}) {
    this.#write = write;
    this.#hidesCached = hidesCached;
    this.#progress = progress;
    this.#heartbeatMs = heartbeatMs;
    this.#beat();
  }

  /** Tasks that ended, those from the cache included. */
  get done() {
    return this.#done;
  }

  /** Tasks that did not run, since the cache had their result. */
  get cached() {
    return this.#cached;
  }

  /** Seconds since the start, for people. */
  get seconds() {
    return `${((performance.now() - this.#startedMs) / 1000).toFixed(1)} s`;
  }

  add(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) this.#take(line);
  }

  end() {
    clearInterval(this.#heartbeat);
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
  }

  /** @param {string} coloured a line; what it says is looked for without its colours. */
  #take(coloured) {
    const line = stripVTControlCharacters(coloured);
    this.#isOver ||= summary.test(line);
    if (this.#isOver) return;
    const header =
      /^ NX {3}Running targets? .* for (?:(\d+) projects|project \S+?)(?: and (\d+) tasks? .*)?:$/.exec(
        line,
      );
    if (header) this.#total = Number(header[1] ?? 1) + Number(header[2] ?? 0);
    const [, mark, task, source] = /^(✔ |>) nx run (\S+)(?: {2}\[(.+)\])?$/.exec(line) ?? [];
    if (task !== undefined) this.#taskEnded(mark === '>' ? '✖' : '✔', task, source);
    else if (!frame.some((pattern) => pattern.test(line))) this.#pass(coloured);
  }

  #taskEnded(mark, task, source) {
    this.#done++;
    this.#isBlankDue = false;
    if (source !== undefined) this.#cached++;
    if (source !== undefined && this.#hidesCached) return;
    this.#pass(
      `${this.#count()} ${mark} ${task}${source === undefined ? '' : ' (from the cache)'}`,
    );
  }

  #pass(line) {
    if (stripVTControlCharacters(line).trim() === '') {
      this.#isBlankDue = true;
      return;
    }
    this.#write(`${this.#isBlankDue ? '\n' : ''}${line}\n`);
    this.#isBlankDue = false;
    this.#beat();
  }

  #count() {
    const total = String(this.#total);
    return `[${String(this.#done).padStart(total.length)}/${total}]`;
  }

  #beat() {
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(
      () =>
        this.#write(
          `${[`${this.#count()} … ${this.seconds}`, this.#progress?.()].filter(Boolean).join(': ')}\n`,
        ),
      this.#heartbeatMs,
    ).unref();
  }
}
