const BAR_CELLS = 24;
const CLEAR_LINE = '\r\u001b[2K';
/** A phase that takes longer says so in between when there is no bar to look at. */
const PLAIN_INTERVAL_MS = 10_000;

/** Where progress is written; `process.stdout` fits. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What the job is doing: a moving bar in a terminal, one line a phase elsewhere. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #nowMs: () => number;
  #label = '';
  #startedMs = 0;
  #saidMs = 0;
  #running = false;

  constructor(stream: ProgressStream, nowMs: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#nowMs = nowMs;
  }

  /** Begins a phase, and ends the running one. */
  start(label: string): void {
    this.end();
    this.#label = label;
    this.#startedMs = this.#saidMs = this.#nowMs();
    this.#running = true;
    this.update(0, 0);
  }

  /** @param total 0 when it is not known how much there is to do. */
  update(done: number, total: number): void {
    if (!this.#running) return;
    const share = total === 0 ? 0 : done / total;
    if (this.#stream.isTTY === true) {
      const filled = Math.round(share * BAR_CELLS);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
      const percent = total === 0 ? '' : ` ${Math.floor(share * 100)} %`;
      this.#redraw(`${bar} ${this.#label}${percent}`);
    } else if (this.#nowMs() - this.#saidMs >= PLAIN_INTERVAL_MS) {
      this.#saidMs = this.#nowMs();
      this.#stream.write(`  … ${this.#label}: ${done} of ${total}\n`);
    }
  }

  /** Ends the running phase, if there is one. @param note what came out of it. */
  end(note = ''): void {
    if (!this.#running) return;
    this.#running = false;
    const seconds = ((this.#nowMs() - this.#startedMs) / 1000).toFixed(1);
    const line = `✓ ${this.#label}${note === '' ? '' : `: ${note}`} (${seconds} s)`;
    this.#stream.write(`${this.#stream.isTTY === true ? CLEAR_LINE : ''}${line}\n`);
  }

  /** Leaves the running phase as it is: the bar goes away, so that an error can be printed. */
  abandon(): void {
    if (this.#running && this.#stream.isTTY === true) this.#redraw('');
    this.#running = false;
  }

  #redraw(line: string): void {
    const width = (this.#stream.columns || 80) - 1; // a line that wraps could not be redrawn
    this.#stream.write(`${CLEAR_LINE}${line.slice(0, width)}`);
  }
}
