import { DisposedError, type Region } from '@sandy/allocator';
import type { ContentId, ContentPool, Holder } from '@sandy/pools';
import { LIGHT_WORDS } from './light.js';
import { MAXIMUM_CONTAINER_WORDS } from './palette-container.js';

/**
 * On whose account a column lives: shared content is held by `holder`, own copies lie in `region`.
 */
export interface ColumnOwner {
  readonly holder: Holder;
  readonly region: Region;
}

/** What all columns of one manager share: the content pool that stores equal pieces once. */
export class ColumnStore {
  readonly pool: ContentPool;
  /** Holds pieces between their interning and that of the table which then keeps them. */
  readonly #staging: Holder;
  #idle: Scratch | undefined;

  constructor(pool: ContentPool) {
    this.pool = pool;
    this.#staging = pool.createHolder('column-staging', { weightless: true });
  }

  /**
   * Scratch memory for one change of one column, to be given back after it. It is the same one each
   * time, so that loading allocates nothing; only a change within a change (a limit's callback that
   * loads or writes another column) gets one of its own.
   *
   * @throws {DisposedError} if the store is disposed
   * @internal
   */
  borrow(): Scratch {
    if (this.#staging.disposed) throw new DisposedError('column store');
    const scratch = this.#idle ?? new Scratch(this.pool, this.#staging);
    this.#idle = undefined;
    return scratch;
  }

  /** Lets go of what was staged: what no table has taken up is freed. @internal */
  giveBack(scratch: Scratch): void {
    scratch.unstage();
    if (!this.#staging.disposed) this.#idle = scratch;
  }

  /**
   * Gives back what the store itself has in the pool, and its scratch memory. Its columns can be
   * read and closed on, but not changed; disposing again does nothing.
   */
  dispose(): void {
    this.#idle = undefined;
    this.#staging.dispose();
  }
}

/** Memory through which a change passes on its way to the pool. */
export class Scratch {
  /** One decoded container or light section. */
  readonly piece = new Int32Array(Math.max(MAXIMUM_CONTAINER_WORDS, LIGHT_WORDS));
  readonly #pool: ContentPool;
  readonly #staging: Holder;
  readonly #staged: ContentId[] = [];
  #table = new Int32Array(256);

  constructor(pool: ContentPool, staging: Holder) {
    this.#pool = pool;
    this.#staging = staging;
  }

  /** A zeroed table of `length` words. */
  table(length: number): Int32Array {
    if (this.#table.length < length) this.#table = new Int32Array(length);
    return this.#table.fill(0, 0, length);
  }

  /** Interns `piece[0 … length − 1]` and keeps it until `unstage`. */
  stage(length: number): ContentId {
    const id = this.#pool.intern(this.#staging, this.piece, length);
    this.#staged.push(id);
    return id;
  }

  unstage(): void {
    // In the middle of the change, by a callback
    if (this.#staging.disposed) this.#staged.length = 0;
    while (this.#staged.length > 0) this.#pool.release(this.#staging, this.#staged.pop()!);
  }
}
