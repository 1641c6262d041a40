import { ContentPool, type MemoryManager, type ModMemory, UnloadedError } from '@sandy/memory';
import {
  type ChunkColumn,
  ColumnFactory,
  ColumnLayout,
  ColumnStore,
  emptySummary,
  LIGHT_BYTES,
} from '@sandy/minecraft';
import type { ColumnFormat, ColumnHeight, ColumnSummary } from '@sandy/minecraft';

/** What the columns of one manager share. */
interface SharedColumns {
  readonly store: ColumnStore;
  /** The homes that are not unloaded, for the report. */
  readonly homes: Set<ChunkHome>;
}

const shared = new WeakMap<MemoryManager, SharedColumns>();
const homes = new WeakMap<ModMemory, ChunkHome>();

function sharedColumnsOf(manager: MemoryManager): SharedColumns {
  let columns = shared.get(manager);
  if (columns === undefined) {
    columns = { store: new ColumnStore(manager.sharedStore(ContentPool)), homes: new Set() };
    shared.set(manager, columns);
    const { store, homes } = columns;
    manager.savings.add(() => savingsOf(homes));
    // The host goes last, and this is its first callback, so its last to run: no column is left by
    // then.
    manager.host.onUnload(() => store.dispose());
  }
  return columns;
}

/** What the store's tricks save, in bytes; sharing itself is counted by the content pool. */
function savingsOf(homes: Iterable<ChunkHome>): Record<string, number> {
  const summary = emptySummary();
  for (const home of homes) home.addTo(summary);
  return { 'uniform light as one number': summary.uniformLightCount * LIGHT_BYTES };
}

/**
 * The columns of one mod. It knows all that are open, so that an unload gives every one of them
 * back, whoever may still hold them.
 *
 * A column belongs to its chunk object. Where somebody knows when the chunk is no longer needed (a
 * bot's world), it is told to let go; elsewhere the column is closed when the chunk object was
 * collected.
 */
export class ChunkHome {
  readonly #shared: SharedColumns;
  readonly #mod: ModMemory;
  readonly #open = new Set<ChunkColumn>();
  /** Closes the column of a chunk object that was collected. */
  readonly #collected = new FinalizationRegistry<ChunkColumn>((column) => this.close(column));
  readonly #factories = new Map<ColumnFormat, Map<string, ColumnFactory>>();
  #unloaded = false;

  /** The home of `mod`'s columns; there is one. */
  static of(manager: MemoryManager, mod: ModMemory): ChunkHome {
    let home = homes.get(mod);
    if (home === undefined) {
      home = new ChunkHome(manager, mod);
      homes.set(mod, home);
    }
    return home;
  }

  private constructor(manager: MemoryManager, mod: ModMemory) {
    this.#shared = sharedColumnsOf(manager);
    this.#shared.homes.add(this);
    this.#mod = mod;
    mod.onUnload(() => this.#closeAll());
  }

  /**
   * Makes the columns of one dimension; the same one for all bots of the mod, however often they
   * join.
   */
  factory(height: ColumnHeight, format: ColumnFormat): ColumnFactory {
    let factories = this.#factories.get(format);
    if (factories === undefined) {
      factories = new Map();
      this.#factories.set(format, factories);
    }
    const key = `${height.minY},${height.worldHeight}`;
    let factory = factories.get(key);
    if (factory === undefined) {
      const { store } = this.#shared;
      const owner = { holder: this.#mod.holderIn(store.pool), region: this.#mod.region };
      factory = new ColumnFactory(store, owner, new ColumnLayout(height, format));
      factories.set(key, factory);
    }
    return factory;
  }

  /** A new, empty column of the mod. @throws {UnloadedError} if the mod was unloaded */
  open(factory: ColumnFactory): ChunkColumn {
    if (this.#unloaded) {
      throw new UnloadedError(`chunk: expected a mod that is loaded, got '${this.#mod.name}'`);
    }
    const column = factory.create();
    this.#open.add(column);
    return column;
  }

  /** Lets `column` live as long as `chunk` is reachable: nobody else will say when it ends. */
  closeWhenCollected(chunk: object, column: ChunkColumn): void {
    this.#collected.register(chunk, column);
  }

  close(column: ChunkColumn): void {
    if (this.#open.delete(column)) column.close();
  }

  /** Adds how the mod's columns are held to `summary`. */
  addTo(summary: ColumnSummary): void {
    for (const column of this.#open) column.addTo(summary);
  }

  #closeAll(): void {
    this.#unloaded = true;
    this.#shared.homes.delete(this);
    for (const column of this.#open) column.close();
    this.#open.clear();
  }
}

/** How the columns of `mod` are held; all zero for a mod that has none. */
export function addColumnsTo(summary: ColumnSummary, mod: ModMemory): void {
  homes.get(mod)?.addTo(summary);
}
