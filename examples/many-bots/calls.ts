import type { Place, ColumnPosition } from './placement.js';
import type { BotDigest } from './digest.js';
import type { Sample } from './measure.js';

/** Shape of a table of calls: for each what goes there and what comes back. */
export type CallTable<Calls> = { [Name in keyof Calls]: { args: unknown; result: unknown } };

/** A block's place and the state it is to have. */
export interface BlockChange {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly stateId: number;
}

export interface ServerStart {
  readonly version: string;
  readonly port: number;
  /** Temporary world folder with `region/`. */
  readonly folder: string;
  /** Keys of the chunks to take from the region files; all others are generated. */
  readonly fullChunks: ReadonlySet<string>;
  /** All columns that some bot will see. */
  readonly columns: readonly ColumnPosition[];
  readonly places: readonly Place[];
  readonly view: number;
}

/** Calls that the server process answers. */
export interface ServerCalls {
  /** Starts listening and loads all columns. */
  start: { args: ServerStart; result: { port: number; generatedColumns: number } };
  /** Default state id of each named block. */
  stateIds: { args: readonly string[]; result: number[] };
  /** Changes blocks for all players. */
  change: { args: readonly BlockChange[]; result: null };
  /** Waits until no player is left and loads changed columns afresh. */
  reset: { args: null; result: null };
  stop: { args: null; result: null };
}

export type ModeName = 'stock' | 'shared' | 'floor';

export interface BotsStart {
  readonly mode: ModeName;
  readonly version: string;
  readonly port: number;
  readonly view: number;
}

/** What it took until a batch of bots had all its columns. */
export interface JoinResult {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** A mod's row of the manager's report. */
export interface ModRow {
  readonly name: string;
  readonly currentBytes: number;
  readonly sharedBytes: number;
}

export interface ManagerFigures {
  readonly mods: readonly ModRow[];
  readonly savedBytes: Readonly<Record<string, number>>;
  /** What the manager's heap holds, its tables included. */
  readonly committedBytes: number;
  /** The tables. */
  readonly metadataBytes: number;
}

/** Calls that the bots process answers. */
export interface BotsCalls {
  /** Loads the libraries; the sample is the process without a bot. */
  start: { args: BotsStart; result: Sample };
  /** Joins one bot for each place and waits until all have all their columns. */
  join: { args: readonly Place[]; result: JoinResult };
  /** Settles, collects garbage and measures. */
  measure: { args: null; result: Sample };
  /** Names of the bots that lack a column, with how many. */
  missing: { args: null; result: { name: string; columns: number }[] };
  /** Checksums of `columns`, or of all columns, of each bot. */
  digest: { args: readonly ColumnPosition[] | null; result: BotDigest[] };
  /** One bot writes into its own copy. */
  write: { args: { bot: string; change: BlockChange }; result: null };
  /**
   * State ids at `blocks` in each bot's view, -1 where it has no column; waits for `expected`, if
   * given, up to ten seconds.
   */
  look: {
    args: { blocks: readonly BlockChange[]; expected: readonly (readonly number[])[] | null };
    result: number[][];
  };
  /** What the memory manager says; empty in modes that have none. */
  figures: { args: null; result: ManagerFigures };
  /** Disconnects all bots. */
  leave: { args: null; result: null };
  /** The same, before the process is ended. */
  stop: { args: null; result: null };
}
