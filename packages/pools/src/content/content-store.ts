import type { Address } from '@sandy/allocator';
import { CountOverflowError, UnknownContentError } from '../errors.js';
import { liesIn } from '../lies-in.js';
import type { ContentPoolOptions, ContentRegion } from './api.js';
import { ContentTable } from './content-table.js';
import { createHashKey, hashWords } from './hash-words.js';
import type { HashKey } from './hash-words.js';
import type { MetadataMeter } from './metadata-meter.js';

/** Marks a shape as that of a node. */
export const NODE = 1;

/** The length must leave the shape a positive int32. */
export const MAXIMUM_WORDS = 2 ** 28 - 1;

/** Shape of a content: word length × 8 + bytes of padding × 2 + (node ? 1 : 0). */
export function shapeOf(length: number, kind: { padding?: number; node?: boolean } = {}): number {
  return length * 8 + (kind.padding ?? 0) * 2 + (kind.node === true ? NODE : 0);
}

export function wordLengthOfShape(shape: number): number {
  return shape >> 3;
}

/** Bytes of a content, without the padding of its last word. */
export function byteLengthOfShape(shape: number): number {
  return (shape >> 3) * 4 - ((shape >> 1) & 3);
}

/**
 * Contents in blocks of a region and how often each is referred to, by whomever: the part of a
 * content pool that knows nothing of holders.
 */
export class ContentStore {
  readonly region: ContentRegion;
  readonly table: ContentTable;
  readonly #hashKey: HashKey;
  readonly #injectedHash: ((words: Int32Array, length: number) => number) | undefined;
  readonly #maximumReferences: number;
  #uniqueBytes = 0;
  #closed = false;

  /** @throws what the meter's account throws */
  constructor(
    region: ContentRegion,
    meter: MetadataMeter,
    options: ContentPoolOptions & { seed: number; maximumReferenceCount: number },
  ) {
    this.region = region;
    this.table = new ContentTable(region.heap, meter);
    this.#hashKey = createHashKey(options.seed);
    this.#injectedHash = options.hash;
    this.#maximumReferences = options.maximumReferenceCount;
  }

  /** Bytes of all contents, each counted once. */
  get uniqueBytes(): number {
    return this.#uniqueBytes;
  }

  /**
   * Bytes that the region has taken from its heap; 0 once it was disposed. Asked anew each time,
   * since the heap may take back an empty page that the region had kept.
   */
  get poolBytes(): number {
    return this.region.committedBytes;
  }

  /** Whether its pool was disposed. */
  get closed(): boolean {
    return this.#closed;
  }

  assertLive(id: number): void {
    if (!this.table.isLive(id)) {
      throw new UnknownContentError(`content: expected an id that is alive, got ${String(id)}`);
    }
  }

  hash(words: Int32Array, length: number, shape: number): number {
    if (this.#injectedHash !== undefined) return this.#injectedHash(words, length) | 0;
    return hashWords(words, length, shape, this.#hashKey);
  }

  /** @throws {CountOverflowError} if the content has as many references as can be counted */
  addReference(id: number): void {
    if (this.table.referencesOf(id) >= this.#maximumReferences) {
      throw new CountOverflowError(
        `content ${id}: it has ${this.#maximumReferences} references, which is the most`,
      );
    }
    this.table.addReference(id);
  }

  /** Takes `count` references away; a content that has none left is freed. */
  dropReferences(id: number, count: number): void {
    if (this.table.dropReferences(id, count) > 0) return;
    this.table.unlink(id, 0);
    this.#free(id);
  }

  /**
   * Copies a content that the table does not have into a block of its own and returns its id, still
   * without references. The region's account may call back into the pool, so `settle` runs once the
   * block is there: it makes room in the tables and checks what must still hold.
   *
   * @param settle - given the content's weight; what it throws undoes everything
   * @throws what the region throws; nothing has changed then
   */
  store(
    words: Int32Array,
    content: { length: number; shape: number; hash: number },
    settle: (weight: number) => void,
  ): number {
    const { length, shape, hash } = content;
    const children = (shape & NODE) !== 0 ? length : 0;
    const weight = byteLengthOfShape(shape) + this.#adoptChildren(words, children);
    // Words that lie in the heap itself die where its memory grows for the block.
    const source = liesIn(this.region.heap, words) ? words.slice(0, length) : words;
    let address: Address | undefined;
    try {
      address = this.region.allocate(Math.max(length * 4, 4));
      settle(weight);
    } catch (error) {
      this.#abandon(address, source, children);
      throw error;
    }
    const twin = this.table.find(source, length, shape, hash);
    if (twin !== 0) {
      this.#abandon(address, source, children); // a callback interned the same content meanwhile
      return twin;
    }
    const block = this.region.heap.wordsOf(address);
    const base = this.region.heap.offsetOf(address) >> 2;
    for (let i = 0; i < length; i++) block[base + i] = source[i]!;
    this.#uniqueBytes += byteLengthOfShape(shape);
    const id = this.table.add({ hash, shape, address, weight });
    this.table.setGuess(id, source, length, shape);
    return id;
  }

  /**
   * Adds a reference to each child among the first `length` words; returns the sum of their
   * weights.
   */
  #adoptChildren(words: Int32Array, length: number): number {
    const { table } = this;
    let weight = 0;
    for (let i = 0; i < length; i++) {
      if (words[i]! <= 0) continue;
      this.assertLive(words[i]!);
      weight += table.weightOf(words[i]!);
    }
    if (!(weight + length * 4 <= Number.MAX_SAFE_INTEGER)) {
      throw new CountOverflowError('node: its weight would exceed 2^53 - 1 bytes');
    }
    let adopted = 0;
    try {
      for (; adopted < length; adopted++) {
        if (words[adopted]! > 0) this.addReference(words[adopted]!);
      }
    } catch (error) {
      // Not the last references, so nothing is freed.
      while (--adopted >= 0) if (words[adopted]! > 0) table.dropReferences(words[adopted]!, 1);
      throw error;
    }
    return weight;
  }

  /** Undoes what `store` did before it could add the content. */
  #abandon(address: Address | undefined, words: Int32Array, children: number): void {
    const count = this.#closed ? 0 : children; // closing has freed the children
    for (let i = 0; i < count; i++) if (words[i]! > 0) this.dropReferences(words[i]!, 1);
    if (address === undefined || this.region.disposed) return;
    this.region.free(address);
  }

  /** Frees a list of unlinked contents and whatever only they kept alive; no recursion. */
  #free(first: number): void {
    const { table, region } = this;
    let dying = first;
    while (dying > 0) {
      const id = dying;
      dying = table.nextDying(id);
      const address = table.addressOf(id);
      const shape = table.shapeOf(id);
      if ((shape & NODE) !== 0 && !region.disposed) {
        const words = region.heap.wordsOf(address);
        const base = region.heap.offsetOf(address) >> 2;
        for (let i = base, end = base + wordLengthOfShape(shape); i < end; i++) {
          const child = words[i]!;
          if (child <= 0 || table.dropReferences(child, 1) > 0) continue;
          table.unlink(child, dying);
          dying = child;
        }
      }
      table.recycle(id);
      this.#uniqueBytes -= byteLengthOfShape(shape);
      if (!region.disposed) region.free(address);
    }
  }

  /**
   * Frees what is left, which are children of a node that is being stored, and gives the tables'
   * bytes back.
   */
  close(): void {
    const { table, region } = this;
    this.#closed = true;
    this.#uniqueBytes = 0;
    const left: Address[] = [];
    for (let id = 1; id < table.idLimit; id++) if (table.isLive(id)) left.push(table.addressOf(id));
    table.close();
    if (region.disposed) return;
    for (const address of left) region.free(address);
  }
}
