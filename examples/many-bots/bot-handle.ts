import mineflayer, { type Bot, type Plugin } from 'mineflayer';
import type { WorldHeight } from './digest.js';
import { oneLine } from './errors.js';
import type { ColumnPosition, Place } from './placement.js';
import { vec3, type Vec3 } from './vec3.js';

const QUIT_TIMEOUT_MS = 2_000;
/** Longer than this process may be busy with checksums or garbage. */
const SILENCE_MS = 120_000;

interface BlockPlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The part of prismarine-world's synchronous world that is used here. */
interface BotWorld {
  getColumn(x: number, z: number): unknown;
  getBlockStateId(position: Vec3): number;
  setBlockStateId(position: Vec3, stateId: number): void;
}

/** One mineflayer bot, and which of its columns have come. */
export class BotHandle {
  readonly place: Place;
  readonly #bot: Bot;
  readonly #view: number;
  /** 1 for each column of the view that a packet has come for, row by row. */
  readonly #seen: Uint8Array;
  #columnCount = 0;
  #quitting = false;

  /** @param options.onLost is told why, when the bot is kicked or loses its connection. */
  constructor(options: {
    place: Place;
    port: number;
    version: string;
    view: number;
    plugins: Record<string, Plugin>;
    onLost: (message: string) => void;
  }) {
    this.place = options.place;
    this.#view = options.view;
    this.#seen = new Uint8Array((2 * options.view) ** 2);
    this.#bot = mineflayer.createBot({
      host: '127.0.0.1',
      port: options.port,
      version: options.version,
      username: options.place.name,
      auth: 'offline',
      viewDistance: options.view,
      checkTimeoutInterval: SILENCE_MS,
      logErrors: false,
      plugins: { ...options.plugins, countColumns: () => this.#countColumns() },
    });
    this.#reportLoss(options.onLost);
  }

  get name(): string {
    return this.place.name;
  }

  /** Columns of the view that have come. */
  get columnCount(): number {
    return this.#columnCount;
  }

  get isComplete(): boolean {
    return this.#columnCount === this.#seen.length;
  }

  get height(): WorldHeight {
    const { minY, height } = this.#bot.game as unknown as { minY: number; height: number };
    return { minY, height, lightBorder: this.#bot.supportFeature('tallWorld') ? 1 : 0 };
  }

  /** The column that the bot's world holds at (x, z). */
  column({ x, z }: ColumnPosition): unknown {
    return this.#world.getColumn(x, z) ?? undefined;
  }

  /** State id of a block in the bot's view, or -1 where it has no column. */
  state({ x, y, z }: BlockPlace): number {
    if (this.column({ x: x >> 4, z: z >> 4 }) === undefined) return -1;
    return this.#world.getBlockStateId(vec3(x, y, z));
  }

  /** Writes into the bot's own world; the server is not told. */
  setState({ x, y, z }: BlockPlace, stateId: number): void {
    this.#world.setBlockStateId(vec3(x, y, z), stateId);
  }

  /** Disconnects; resolves when the connection has ended. */
  async quit(): Promise<void> {
    this.#quitting = true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, QUIT_TIMEOUT_MS);
      this.#bot.once('end', () => {
        clearTimeout(timer);
        resolve();
      });
      this.#bot.end();
    });
  }

  get #world(): BotWorld {
    return this.#bot.world as unknown as BotWorld;
  }

  /** Runs as the last plugin, so that its listener comes after the one that loads the packet. */
  #countColumns(): void {
    const width = 2 * this.#view;
    const west = this.place.center.x - this.#view;
    const north = this.place.center.z - this.#view;
    this.#bot._client.on('map_chunk', ({ x, z }: ColumnPosition) => {
      const column = x - west;
      const row = z - north;
      if (column < 0 || column >= width || row < 0 || row >= width) return;
      const at = row * width + column;
      if (this.#seen[at] === 0) this.#columnCount++;
      this.#seen[at] = 1;
    });
  }

  #reportLoss(onLost: (message: string) => void): void {
    const lost = (how: string) => {
      if (this.#quitting) return;
      this.#quitting = true; // one message for one loss
      onLost(`${this.name} ${how}`);
    };
    this.#bot.on('kicked', (reason: unknown) => lost(`was kicked: ${kickText(reason)}`));
    this.#bot.on('error', (error) => lost(`failed: ${oneLine(error.message || String(error))}`));
    this.#bot.on('end', (reason: unknown) => lost(`lost its connection: ${String(reason)}`));
  }
}

/** What a kick says: JSON text before 1.20.3, NBT since. */
function kickText(reason: unknown): string {
  const json = typeof reason === 'string' ? reason : JSON.stringify(reason);
  const found = /"(?:text|translate)":(?:\{"type":"string","value":)?"((?:[^"\\]|\\.)*)"/.exec(
    json,
  );
  return oneLine(found?.[1] ?? json);
}
