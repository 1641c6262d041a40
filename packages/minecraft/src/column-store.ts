import type { Region } from '@sandy/allocator';
import type { ContentHolder, ContentId, ContentPool } from '@sandy/pools';
import { LIGHT_WORDS } from './light.js';
import { MAXIMUM_CONTAINER_WORDS } from './palette-container.js';

/** On whose account a column lives: shared content is held by `holder`, own copies lie in `region`. */
export interface ColumnOwner {
  readonly holder: ContentHolder;
  readonly region: Region;
}

/**
 * What all columns of one manager share: the content pool that stores equal pieces once, and the scratch
 * memory through which a packet passes on its way there, so that loading allocates nothing of its own.
 */
export class ColumnStore {
  readonly pool: ContentPool;
  /** One decoded container or light section. @internal */
  readonly piece = new Int32Array(Math.max(MAXIMUM_CONTAINER_WORDS, LIGHT_WORDS));
  /** Holds pieces between their interning and that of the table which then keeps them. */
  readonly #staging: ContentHolder;
  readonly #staged: ContentId[] = [];
  #table = new Int32Array(64);

  constructor(pool: ContentPool) {
    this.pool = pool;
    this.#staging = pool.createHolder('column-staging');
  }

  /** A zeroed table of `length` words; valid until the next call. @internal */
  table(length: number): Int32Array {
    if (this.#table.length < length) this.#table = new Int32Array(length);
    return this.#table.fill(0, 0, length);
  }

  /** Interns `words[0 … length − 1]` and keeps it until `unstage`. @internal */
  stage(words: Int32Array, length: number): ContentId {
    const id = this.pool.intern(this.#staging, words, length);
    this.#staged.push(id);
    return id;
  }

  /** Lets go of everything staged: what no table has taken up is freed. @internal */
  unstage(): void {
    while (this.#staged.length > 0) this.pool.release(this.#staging, this.#staged.pop()!);
  }
}
