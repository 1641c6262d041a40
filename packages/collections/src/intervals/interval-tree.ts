import { internals } from '../internals.js';
import type { CollectionRegion } from '../options.js';
import { WordBlock, checkedCapacity, grownCapacity } from '../word-block.js';

/** Words of a node. */
const STRIDE = 6;
const TO = 1;
const LEFT = 2;
const RIGHT = 3;
const MAXIMUM_TO = 4;
const GENERATION = 5;

const MAXIMUM_NODES = 2 ** 24;
const LOWEST = -(2 ** 31);

/** Generations count modulo this, so that an id is an integer of 52 bits. */
const GENERATIONS = 2 ** 28;

const { imul } = Math;

/** What a tree shows of itself to tests; see the fields of the same names. */
export interface TreeInternals {
  readonly words: Int32Array;
  readonly root: number;
  readonly used: number;
  readonly free: number;
  readonly priorityOf: (node: number) => number;
}

/**
 * Intervals [from, to) of int32s in the order of `from`, equal ones in that of their nodes: what
 * `IntervalMap` and `RangeMap` have in common.
 *
 * Layout: a treap with the greatest end of each subtree, in one Int32Array; a node is named by the
 * offset of its first word:
 *
 *     [from][to][left][right][greatest to below][generation]
 *
 * Node 0 stands for none: it never changes, its greatest end is the lowest int32. A free node has
 * `from = to` and the next free one in `left`. The generation counts how often a node was freed.
 * Priorities are a secret hash of the offset, so no order of insertion makes the tree deep.
 *
 * Cost: 24 B a node; insertion, removal and searches O(log n), expected.
 * Source: Seidel, Aragon, Randomized Search Trees, 1996; Cormen et al., Introduction to Algorithms,
 * 14.3 (greatest ends).
 */
export class IntervalTree {
  readonly #block: WordBlock;
  readonly #secret = (Math.random() * 2 ** 32) | 0;
  #root = 0;
  #size = 0;
  #used = 0; // nodes that were taken at least once since the last trim
  #free = 0; // first of the free ones among them
  #firstGeneration = 0; // of nodes never taken: none that a trim has cut off had it
  #lastGeneration = 0; // the greatest that a node ever had
  #low = 0; // results of #split
  #high = 0;

  /** @param owner name of the class it serves, for errors */
  constructor(owner: string, region: CollectionRegion | undefined) {
    this.#block = new WordBlock(owner, region);
  }

  /** Intervals in the tree; 0 after `dispose`. */
  get size(): number {
    return this.#size;
  }

  get disposed(): boolean {
    return this.#block.disposed;
  }

  /** Intervals that fit before it grows. */
  get capacity(): number {
    return Math.max(this.#block.length / STRIDE - 1, 0);
  }

  get byteLength(): number {
    return this.#block.length * 4;
  }

  /** The words, to be asked for once per operation. @throws {DisposedError} after `dispose`. */
  open(): Int32Array {
    return this.#block.open();
  }

  /** Where things of a node's own may be kept in an array: from 0, dense. */
  placeOf(node: number): number {
    return node / STRIDE - 1;
  }

  /** First point of an interval. */
  fromOf(node: number): number {
    return this.#block.open()[node]!;
  }

  /** The point behind the last of an interval. */
  toOf(node: number): number {
    return this.#block.open()[node + TO]!;
  }

  /** A number that names this interval and none that takes its node later. */
  idOf(node: number): number {
    const generation = this.#block.open()[node + GENERATION]!;
    return generation * MAXIMUM_NODES + node / STRIDE - 1;
  }

  /** The node of the interval that an id names; 0 if it is gone, or was never there. */
  nodeOf(id: number): number {
    const words = this.#block.open();
    const place = id % MAXIMUM_NODES;
    const node = (place + 1) * STRIDE;
    if (place >>> 0 !== place || place >= this.#used || words[node] === words[node + TO]) return 0;
    return words[node + GENERATION]! * MAXIMUM_NODES + place === id ? node : 0;
  }

  /** The last interval with `from` ≤ `point`; 0 if there is none. */
  floor(point: number): number {
    const words = this.#block.open();
    let node = this.#root;
    let found = 0;
    while (node !== 0) {
      if (words[node]! <= point) {
        found = node;
        node = words[node + RIGHT]!;
      } else {
        node = words[node + LEFT]!;
      }
    }
    return found;
  }

  /** The first interval with `from` ≥ `point`; 0 if there is none. */
  ceiling(point: number): number {
    const words = this.#block.open();
    let node = this.#root;
    let found = 0;
    while (node !== 0) {
      if (words[node]! >= point) {
        found = node;
        node = words[node + LEFT]!;
      } else {
        node = words[node + RIGHT]!;
      }
    }
    return found;
  }

  /** Adds to `found` the intervals that have a point of [from, to), in order. */
  collect(from: number, to: number, found: number[]): void {
    this.#collect(this.#block.open(), this.#root, from, to, found);
  }

  /** Whether an interval has a point of [from, to). */
  intersects(from: number, to: number): boolean {
    const words = this.#block.open();
    let node = this.#root;
    while (node !== 0) {
      if (words[node]! < to && words[node + TO]! > from) return true;
      // If the left subtree reaches beyond `from` without a hit, its intervals begin at `to` or
      // later, and so do all to the right.
      const left = words[node + LEFT]!;
      node = words[left + MAXIMUM_TO]! > from ? left : words[node + RIGHT]!;
    }
    return false;
  }

  /**
   * Grows so that `count` more intervals fit. @throws {CapacityError} beyond 2^24 in all. What
   * `region.allocate` throws passes through.
   */
  reserve(count: number): void {
    this.#block.open();
    while (this.capacity < this.#size + count) {
      this.#resize(grownCapacity(this.capacity, this.#size + count, MAXIMUM_NODES));
    }
  }

  /** Grows so that `count` intervals fit in all. @throws as {@link reserve}. */
  ensureCapacity(count: number): void {
    checkedCapacity(count, MAXIMUM_NODES);
    this.#block.open();
    while (this.capacity < count) this.#resize(count);
  }

  /** Puts an interval in, for which room was reserved. @returns its node. */
  insert(from: number, to: number): number {
    const words = this.#block.open();
    const node = this.#take(words);
    words[node] = from;
    words[node + TO] = to;
    const priority = this.#priorityOf(node);
    let parentLink = 0; // word that names the node looked at; 0 for the root's
    let at = this.#root;
    while (at !== 0 && this.#priorityOf(at) >= priority) {
      if (words[at + MAXIMUM_TO]! < to) words[at + MAXIMUM_TO] = to;
      parentLink = at + (isBefore(words, node, at) ? LEFT : RIGHT);
      at = words[parentLink]!;
    }
    this.#split(words, at, node);
    words[node + LEFT] = this.#low;
    words[node + RIGHT] = this.#high;
    refresh(words, node);
    if (parentLink === 0) this.#root = node;
    else words[parentLink] = node;
    this.#size++;
    return node;
  }

  /** Takes an interval out. */
  remove(node: number): void {
    const words = this.#block.open();
    this.#root = this.#without(words, this.#root, node);
    this.#size--;
    this.#age(words, node);
    words[node + LEFT] = this.#free;
    this.#free = node;
  }

  /** Changes the bounds of an interval, which must not pass another one. */
  update(node: number, from: number, to: number): void {
    const words = this.#block.open();
    this.#updated(words, this.#root, node, from, to);
  }

  /** Takes all out and keeps the storage. */
  clear(): void {
    const words = this.#block.open();
    for (let node = STRIDE; node <= this.#used * STRIDE; node += STRIDE) {
      if (words[node] !== words[node + TO]) this.#age(words, node);
    }
    this.#root = 0;
    this.#size = 0;
    this.#relink(words);
  }

  /** Gives the nodes behind the last taken one back. @returns bytes. */
  trim(): number {
    const before = this.byteLength;
    const used = this.#usedIn(this.#block.open());
    const nodes = used === 0 ? 0 : used + 1;
    if (nodes * STRIDE < this.#block.length) {
      this.#block.resize(nodes * STRIDE, (words) => {
        const last = this.#usedIn(words);
        return last === 0 ? 0 : (last + 1) * STRIDE;
      });
    }
    const kept = this.capacity;
    if (kept < this.#used) {
      this.#used = kept;
      this.#firstGeneration = (this.#lastGeneration + 1) % GENERATIONS;
      this.#lastGeneration = this.#firstGeneration;
      this.#relink(this.#block.open());
    }
    return Math.max(before - this.byteLength, 0);
  }

  dispose(): void {
    this.#block.dispose();
    this.#root = 0;
    this.#size = 0;
  }

  /** @internal What `assertValidIntervalTree` sees. */
  [internals](): TreeInternals {
    return {
      words: this.#block.open(),
      root: this.#root,
      used: this.#used,
      free: this.#free,
      priorityOf: (node) => this.#priorityOf(node),
    };
  }

  #priorityOf(node: number): number {
    let mixed = imul(node ^ this.#secret, 0x85ebca6b);
    mixed = imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  }

  #collect(words: Int32Array, node: number, from: number, to: number, found: number[]): void {
    if (node === 0 || words[node + MAXIMUM_TO]! <= from) return;
    this.#collect(words, words[node + LEFT]!, from, to, found);
    if (words[node]! >= to) return;
    if (words[node + TO]! > from) found.push(node);
    this.#collect(words, words[node + RIGHT]!, from, to, found);
  }

  /** Parts a subtree into what lies before `node`, in #low, and what lies behind it, in #high. */
  #split(words: Int32Array, at: number, node: number): void {
    if (at === 0) {
      this.#low = 0;
      this.#high = 0;
    } else if (isBefore(words, node, at)) {
      this.#split(words, words[at + LEFT]!, node);
      words[at + LEFT] = this.#high;
      refresh(words, at);
      this.#high = at;
    } else {
      this.#split(words, words[at + RIGHT]!, node);
      words[at + RIGHT] = this.#low;
      refresh(words, at);
      this.#low = at;
    }
  }

  /** The subtree `at` without `node`, which lies in it. */
  #without(words: Int32Array, at: number, node: number): number {
    if (at === node) return this.#merged(words, words[at + LEFT]!, words[at + RIGHT]!);
    const link = at + (isBefore(words, node, at) ? LEFT : RIGHT);
    words[link] = this.#without(words, words[link]!, node);
    refresh(words, at);
    return at;
  }

  /** One subtree of two, all of the first before all of the second. */
  #merged(words: Int32Array, first: number, second: number): number {
    if (first === 0) return second;
    if (second === 0) return first;
    if (this.#priorityOf(first) >= this.#priorityOf(second)) {
      words[first + RIGHT] = this.#merged(words, words[first + RIGHT]!, second);
      refresh(words, first);
      return first;
    }
    words[second + LEFT] = this.#merged(words, first, words[second + LEFT]!);
    refresh(words, second);
    return second;
  }

  #updated(words: Int32Array, at: number, node: number, from: number, to: number): void {
    if (at === node) {
      words[node] = from;
      words[node + TO] = to;
    } else {
      const link = at + (isBefore(words, node, at) ? LEFT : RIGHT);
      this.#updated(words, words[link]!, node, from, to);
    }
    refresh(words, at);
  }

  #take(words: Int32Array): number {
    const node = this.#free;
    if (node !== 0) {
      this.#free = words[node + LEFT]!;
      return node;
    }
    const fresh = ++this.#used * STRIDE;
    words[fresh + GENERATION] = this.#firstGeneration;
    return fresh;
  }

  /** Makes a node a free one, which its ids no longer name. */
  #age(words: Int32Array, node: number): void {
    words[node] = 0;
    words[node + TO] = 0;
    const generation = (words[node + GENERATION]! + 1) % GENERATIONS;
    words[node + GENERATION] = generation;
    if (generation > this.#lastGeneration) this.#lastGeneration = generation;
  }

  #resize(capacity: number): void {
    this.#block.resize((capacity + 1) * STRIDE);
    this.#block.open()[MAXIMUM_TO] = LOWEST;
  }

  /** Nodes up to the last that is taken. */
  #usedIn(words: Int32Array): number {
    let used = this.#used;
    while (used > 0 && words[used * STRIDE] === words[used * STRIDE + TO]) used--;
    return used;
  }

  /** Makes a list of the free nodes, lowest first. */
  #relink(words: Int32Array): void {
    this.#free = 0;
    for (let node = this.#used * STRIDE; node > 0; node -= STRIDE) {
      if (words[node] !== words[node + TO]) continue;
      words[node + LEFT] = this.#free;
      this.#free = node;
    }
  }
}

/** Whether interval `a` comes before `b`. */
export function isBefore(words: Int32Array, a: number, b: number): boolean {
  const from = words[a]!;
  const other = words[b]!;
  return from < other || (from === other && a < b);
}

/** Computes the greatest end of a node anew. */
function refresh(words: Int32Array, node: number): void {
  words[node + MAXIMUM_TO] = greatestOf(words, node);
}

/** The greatest end in a subtree, from those of its root's children. */
export function greatestOf(words: Int32Array, node: number): number {
  const to = words[node + TO]!;
  const left = words[words[node + LEFT]! + MAXIMUM_TO]!;
  const right = words[words[node + RIGHT]! + MAXIMUM_TO]!;
  const greater = left > right ? left : right;
  return to > greater ? to : greater;
}
