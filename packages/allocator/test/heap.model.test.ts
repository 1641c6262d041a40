import { describe, expect, it } from '@jest/globals';
import type { Address, HeapOptions, Region } from '../src/index.js';
import { assertValidHeap, Heap, visitBlocks } from '../src/index.js';
import { engineCases } from './support/engines.js';
import type { EngineCase } from './support/engines.js';
import { TestAccount } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

const OPERATIONS = stepCount(12_000);
const CHECK_EVERY = 499;
const SEGMENT = 1 << 17;

interface Block {
  address: Address;
  usable: number;
  /** The block's word i holds mark + i. */
  mark: number;
}

interface ModelRegion {
  region: Region;
  account: TestAccount;
  limitBytes: number | undefined;
  blocks: Block[];
}

// Not `expect`: it takes tens of microseconds a call, and there are hundreds of thousands.
function same(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${String(expected)}, got ${String(actual)}`);
}

function isZero(words: Int32Array): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  return true;
}

function expectInvalidFree(run: () => void): void {
  same(thrownBy(run).code, 'ERR_SANDY_INVALID_FREE');
}

/**
 * The heap as a list of blocks with marks in them: it knows nothing of pages, classes or lists.
 * Every word of every block is written, so whoever hands out overlapping blocks or writes into one
 * is found.
 */
class Model {
  readonly metadataAccount = new TestAccount();
  readonly heap: Heap;
  readonly regions: ModelRegion[] = [];
  readonly #random: Random;
  #marks = 0;
  #steps = 0;

  constructor(random: Random, options: HeapOptions) {
    this.#random = random;
    this.heap = Heap.create({ ...options, metadataAccount: this.metadataAccount });
    this.addRegion();
  }

  step(): void {
    const random = this.#random;
    const kind = random.below(1000);
    const isGrowing = this.#steps++ % 4000 < 2500; // by turns
    if (kind < (isGrowing ? 480 : 300)) this.allocate();
    else if (kind < 850) this.free();
    else if (kind < 960) this.reallocate();
    else if (kind < 985) this.freeWrongly();
    else if (kind < 990) this.heap.trim();
    else if (kind < 995) this.addRegion();
    else this.disposeRegion();
  }

  allocate(): void {
    const owner = this.#random.pick(this.regions);
    const byteLength = this.#length();
    const isZeroed = this.#random.below(4) === 0;
    const before = owner.region.stats();
    let address: Address;
    try {
      address = isZeroed
        ? owner.region.allocateZeroed(byteLength)
        : owner.region.allocate(byteLength);
    } catch (error) {
      this.#expectRefusal(error);
      const after = owner.region.stats();
      same(after.liveBytes, before.liveBytes);
      same(after.blockCount, before.blockCount);
      return;
    }
    const usable = owner.region.usableByteLength(address);
    same(usable >= byteLength, true);
    if (isZeroed) same(isZero(owner.region.words(address)), true);
    const block = { address, usable, mark: 0 };
    this.#write(owner, block);
    owner.blocks.push(block);
  }

  free(): void {
    const owner = this.#random.pick(this.regions);
    const block = this.#takeAny(owner);
    if (block === undefined) return;
    this.#expectIntact(owner, block, block.usable);
    owner.region.free(block.address);
    expectInvalidFree(() => owner.region.free(block.address));
  }

  reallocate(): void {
    const owner = this.#random.pick(this.regions);
    const block = this.#takeAny(owner);
    if (block === undefined) return;
    const byteLength = this.#length();
    let address: Address;
    try {
      address = owner.region.reallocate(block.address, byteLength);
    } catch (error) {
      this.#expectRefusal(error);
      this.#expectIntact(owner, block, block.usable);
      owner.blocks.push(block);
      return;
    }
    const usable = owner.region.usableByteLength(address);
    same(usable >= byteLength, true);
    const moved = { address, usable, mark: block.mark };
    this.#expectIntact(owner, moved, Math.min(block.usable, usable, Math.max(byteLength & ~3, 0)));
    this.#write(owner, moved);
    owner.blocks.push(moved);
  }

  /** Any number that is not a live block of the region must be refused, and change nothing. */
  freeWrongly(): void {
    const random = this.#random;
    const owner = random.pick(this.regions);
    const other = random.pick(this.regions);
    const near = other.blocks.length === 0 ? 0 : random.pick(other.blocks).address;
    const address = random.pick([
      near,
      near + 1 + random.below(600),
      near - 1 - random.below(600),
      random.below(1 << 20),
      random.below(2 ** 31) - 2 ** 30,
      near + 0.5,
      near + 2 ** 32,
      NaN,
    ]) as Address;
    if (owner.blocks.some((block) => block.address === address)) return;
    const before = JSON.stringify(this.heap.stats());
    expectInvalidFree(() => owner.region.free(address));
    same(JSON.stringify(this.heap.stats()), before);
  }

  addRegion(): void {
    if (this.regions.length >= 5) return;
    const account = new TestAccount();
    const limitBytes = this.#random.pick([undefined, 40 * 4096, 3 * SEGMENT]);
    if (this.#random.below(3) === 0) account.limit = 60 * 4096;
    const options = limitBytes === undefined ? { account } : { account, limitBytes };
    const region = this.heap.createRegion(`region ${this.#marks}`, options);
    this.regions.push({ region, account, limitBytes, blocks: [] });
  }

  disposeRegion(): void {
    if (this.regions.length < 2) return;
    const [{ region, account }] = this.regions.splice(
      this.#random.below(this.regions.length),
      1,
    ) as [ModelRegion];
    region.dispose();
    same(account.balance, 0);
  }

  /** Everything that can be checked from outside, and what the heap checks inside. */
  check(): void {
    assertValidHeap(this.heap);
    const all: Block[] = [];
    let committed = this.metadataAccount.balance;
    for (const owner of this.regions) {
      const { region, account, blocks, limitBytes } = owner;
      const stats = region.stats();
      same(stats.committedBytes, account.balance);
      same(stats.committedBytes <= (limitBytes ?? Infinity), true);
      same(stats.blockCount, blocks.length);
      same(
        stats.liveBytes,
        blocks.reduce((sum, { usable }) => sum + usable, 0),
      );
      for (const block of blocks) this.#expectIntact(owner, block, block.usable);
      committed += stats.committedBytes;
      all.push(...blocks);
    }
    const stats = this.heap.stats();
    same(stats.committedBytes, committed);
    same(stats.blockCount, all.length);
    all.sort((a, b) => a.address - b.address);
    for (let i = 1; i < all.length; i++) {
      same(all[i]!.address * 16 >= all[i - 1]!.address * 16 + all[i - 1]!.usable, true);
    }
    let visited = 0;
    visitBlocks(this.heap, () => visited++);
    same(visited, all.length);
  }

  #length(): number {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 65) return random.below(300);
    if (kind < 92) return random.below(9000);
    if (kind < 99) return random.below(40_000);
    return random.below(3 * SEGMENT);
  }

  #takeAny({ blocks }: ModelRegion): Block | undefined {
    if (blocks.length === 0) return undefined;
    const index = this.#random.below(blocks.length);
    const block = blocks[index]!;
    blocks[index] = blocks.at(-1)!;
    blocks.pop();
    return block;
  }

  #write(owner: ModelRegion, block: Block): void {
    this.#marks += 100_003;
    block.mark = this.#marks | 0;
    const words = owner.region.words(block.address);
    for (let i = 0; i < words.length; i++) words[i] = block.mark + i;
  }

  #expectIntact(owner: ModelRegion, block: Block, byteLength: number): void {
    const words = owner.region.words(block.address);
    const { mark } = block;
    for (let i = 0; i < byteLength >> 2; i++) {
      if (words[i] !== ((mark + i) | 0))
        throw new Error(`block ${block.address}: word ${i} was changed`);
    }
  }

  #expectRefusal(error: unknown): void {
    const { code } = error as { code?: string };
    if (!/^ERR_SANDY_(OUT_OF_MEMORY|REGION_LIMIT|MEMORY_LIMIT)$/.test(code ?? '')) throw error;
  }
}

interface HeapCase extends EngineCase {
  readonly options: HeapOptions;
}

const [typedArrays] = engineCases;
const heapCases: readonly HeapCase[] = [
  ...engineCases.map((each) => ({ ...each, options: {} })),
  { ...typedArrays!, name: 'a maximum', options: { maximumByteLength: 12 * SEGMENT } },
  { ...typedArrays!, name: 'longer segments', options: { segmentByteLength: 1 << 20 } },
];

describe.each(heapCases)('a heap of $name', ({ open, options }) => {
  it('does what a list of blocks does, whatever is asked of it', () => {
    withSeeds(3, (random) => {
      const { engine, between } = open();
      const model = new Model(random, { segmentByteLength: SEGMENT, engine, ...options });
      for (let i = 1; i <= OPERATIONS; i++) {
        between();
        model.step();
        if (i % CHECK_EVERY === 0) model.check();
      }
      model.check();
      for (const { region } of model.regions) region.dispose();
      model.heap.trim();
      assertValidHeap(model.heap);
      expect(model.heap.stats()).toMatchObject({ reservedBytes: 0, blockCount: 0, regionCount: 0 });
      expect(model.heap.stats().committedBytes).toBe(model.metadataAccount.balance);
    });
  });
});
