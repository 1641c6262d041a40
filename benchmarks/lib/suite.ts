/**
 * How a benchmark suite is written down. A suite is a file `benchmarks/<name>.ts` that exports
 * `suite`; `npm run bench -- <name>` builds it, runs every case in a process of its own and prints
 * one row a case. See `benchmarks/README.md` for what the runner does with these factories.
 *
 * @example
 * export const suite = defineSuite({
 *   about: 'Long2ObjectMap against Map with string keys',
 *   cases: ({ quick }) =>
 *     [1_000, quick ? 10_000 : 1_000_000].map((n) => ({
 *       subject: 'Long2ObjectMap', peer: 'Map<string>', operation: 'get hit', n,
 *       ours: () => { const map = fill(n); return { operations: n, run: () => sumOfAll(map) }; },
 *       theirs: () => { const map = fillPeer(n); return { operations: n, run: () => sumOfPeer(map) }; },
 *     })),
 *   memory: [{ subject: 'Long2ObjectMap', peer: 'Map<string>', n: 100_000,
 *     ours: () => ({ keep: fill(100_000) }), theirs: () => ({ keep: fillPeer(100_000) }) }],
 * });
 */

/**
 * Further figures of one side, by name (unit last: `peakBytes`). Merged into the row; the peer's
 * get the prefix `peer`.
 */
export type Facts = Readonly<Record<string, number | string>>;

/** What one side of a timed case does: built once, untimed, then run many times. */
export interface Workload {
  /** Operations that one `run()` performs; the time of a run is divided by it. */
  readonly operations: number;
  /**
   * The work. Returns a checksum of what it computed, which also keeps the JIT from dropping it.
   */
  run(): number;
  /** Untimed, before each run: for work that uses up its input (a map to be emptied). */
  prepare?(): void;
  /** Figures that are not times, asked after the last round. */
  facts?(): Facts;
  /** Called when the case is over. */
  dispose?(): void;
}

/** The scale of a run. */
export interface RunOptions {
  /** `--quick`: small n and few rounds, to see that it works, not to publish. */
  readonly quick: boolean;
}

interface CaseNames {
  /** Our class or function. */
  readonly subject: string;
  /** What it is measured against: what people use today, with its version where it has one. */
  readonly peer: string;
  /** Entries held, bytes moved or whatever the case scales by. */
  readonly n: number;
}

/** A case that measures time: both sides in one process, rounds interleaved A/B/A/B. */
export interface TimedCase extends CaseNames {
  /** What is timed: `get hit`, `insert`, `free + allocate`. */
  readonly operation: string;
  readonly ours: () => Workload | Promise<Workload>;
  readonly theirs: () => Workload | Promise<Workload>;
  /**
   * - `equal`: every run of both sides returns one and the same checksum; else the case fails.
   * - `own`: the runs of a side agree among themselves (addresses, for example, differ by
   *   allocator).
   * - `none`: runs may differ from each other (the state moves on from run to run).
   * @defaultValue 'equal'
   */
  readonly checksum?: 'equal' | 'own' | 'none';
  /**
   * Rounds at most, where a single run takes long.
   * @defaultValue those of the runner
   */
  readonly rounds?: number;
}

/** What one side of a memory case holds while it is measured. */
export interface Retained {
  /** Whatever must stay alive. */
  readonly keep: unknown;
  /**
   * Bytes that neither V8's heap nor `external` shows: memory of a native add-on, a WebAssembly
   * memory that a module created itself. (`new WebAssembly.Memory`, ArrayBuffer and
   * SharedArrayBuffer are seen without this.)
   */
  readonly offHeapBytes?: () => number;
  /** A checksum of what is held: both sides must hold the same content, so they must agree. */
  readonly checksum?: number;
  /** Further figures. */
  readonly facts?: () => Facts;
}

/** A case that measures bytes: each side in a fresh process, after garbage collection. */
export interface MemoryCase extends CaseNames {
  /** @defaultValue 'memory' */
  readonly operation?: string;
  readonly ours: () => Retained | Promise<Retained>;
  readonly theirs: () => Retained | Promise<Retained>;
}

type ListOf<T> = readonly T[] | ((options: RunOptions) => readonly T[]);

/** A suite as its file writes it down. */
export interface SuiteDefinition {
  /** One sentence: what is compared with what, on which data. */
  readonly about: string;
  readonly cases?: ListOf<TimedCase>;
  readonly memory?: ListOf<MemoryCase>;
}

/** A suite as the runner reads it. */
export interface Suite {
  readonly about: string;
  cases(options: RunOptions): readonly TimedCase[];
  memory(options: RunOptions): readonly MemoryCase[];
}

/**
 * Brings a definition into the one form that the runner reads;
 * `export const suite = defineSuite(…)`.
 */
export function defineSuite(definition: SuiteDefinition): Suite {
  return {
    about: definition.about,
    cases: listOf(definition.cases),
    memory: listOf(definition.memory),
  };
}

function listOf<T>(list: ListOf<T> | undefined): (options: RunOptions) => readonly T[] {
  if (list === undefined) return () => [];
  return typeof list === 'function' ? list : () => list;
}
