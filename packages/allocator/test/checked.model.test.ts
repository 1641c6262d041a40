import { describe, expect, it } from '@jest/globals';
import type { Address, MemoryCorruptionError, Region } from '../src/index.js';
import { Heap, assertValidHeap, checkCanaries, checkedMode, quarantineOf } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { engineCases } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';
import type { Random } from './support/random.js';
import { stepCount, withSeeds } from './support/random.js';

const SEGMENT = 1 << 17;
const STEPS = stepCount(1500);
const CHECK_EVERY = 499;
const LIMIT = 3 * SEGMENT;

interface Block {
  address: Address;
  byteLength: number;
  /** Byte i of the block is mark + i, modulo 128: neither canary nor poison. */
  mark: number;
}

// Not `expect`: it takes tens of microseconds a call.
function same(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${String(expected)}, got ${String(actual)}`);
}

/**
 * A region in checked mode as a list of blocks, every byte of which is written, and nothing else
 * unless it is to be found: so every report is known beforehand, and any other one is wrong.
 */
class Model {
  readonly heap: Heap;
  readonly account = new TestAccount();
  readonly blocks: Block[] = [];
  readonly freed: Address[] = [];
  /** Addresses of blocks that were written to out of bounds and not yet reported. */
  readonly damaged = new Set<Address>();
  readonly reports: MemoryCorruptionError[] = [];
  region: Region;
  readonly #random: Random;
  #step = 0;

  constructor(random: Random, options: Parameters<typeof Heap.create>[0]) {
    this.#random = random;
    const mode = checkedMode({
      onCorruption: (error) => this.reports.push(error),
      quarantineBytes: random.pick([0, 1 << 17, 1 << 22]),
      quarantineBlocks: random.pick([50, 500, 4096]),
      poisonBytes: random.pick([0, 8, Infinity]),
      siteInterval: random.pick([0, 1, 7]),
    });
    this.heap = Heap.create({ ...options, mode, segmentByteLength: SEGMENT });
    this.region = this.#newRegion();
  }

  step(): void {
    const kind = this.#random.below(100);
    this.#step++;
    if (kind < (this.#step % 1000 < 600 ? 50 : 35)) this.allocate();
    else if (kind < 80) this.free();
    else if (kind < 92) this.reallocate();
    else if (kind < 96) this.misuse();
    else if (kind < 98) this.overflow();
    else if (kind < 99) this.heap.trim();
    else if (this.#random.below(10) === 0) this.dispose();
    for (const { address, kind: found } of this.reports.splice(0)) {
      same(found, 'overflow');
      same(this.damaged.delete(address), true);
    }
  }

  allocate(): void {
    const byteLength = this.#length();
    const isZeroed = this.#random.below(4) === 0;
    const address = this.#orRefused(() =>
      isZeroed ? this.region.allocateZeroed(byteLength) : this.region.allocate(byteLength),
    );
    if (address === undefined) return;
    if (isZeroed)
      same(
        this.region.bytes(address).some((byte) => byte !== 0),
        false,
      );
    this.#write({ address, byteLength, mark: 0 });
  }

  free(): void {
    const block = this.#takeAny();
    if (block === undefined) return;
    this.#expectIntact(block, block.byteLength);
    this.region.free(block.address);
    this.freed.push(block.address);
    same(this.damaged.has(block.address) && this.reports.length === 0, false);
    same(thrownBy(() => this.region.free(block.address)).code, 'ERR_SANDY_INVALID_FREE');
  }

  reallocate(): void {
    const block = this.#takeAny();
    if (block === undefined) return;
    const byteLength = this.#length();
    const address = this.#orRefused(() => this.region.reallocate(block.address, byteLength));
    if (address === undefined) {
      this.#expectIntact(block, block.byteLength);
      this.blocks.push(block);
      return;
    }
    const moved = { address, byteLength, mark: block.mark };
    this.#expectIntact(moved, Math.min(block.byteLength, byteLength));
    this.#write(moved);
  }

  /** Any number but a live block must be refused and change nothing. */
  misuse(): void {
    const random = this.#random;
    const near = this.blocks.length === 0 ? 0 : random.pick(this.blocks).address;
    const address = random.pick([
      near + 1 + random.below(600),
      near - 1 - random.below(600),
      random.below(1 << 20),
      near + 0.5,
      near + 2 ** 32,
      this.freed.at(-1) ?? 0,
    ]) as Address;
    if (this.blocks.some((block) => block.address === address)) return;
    const before = JSON.stringify([this.heap.stats(), quarantineOf(this.region)]);
    for (const use of [
      () => this.region.free(address),
      () => this.region.reallocate(address, this.#length()),
    ]) {
      same(thrownBy(use).code, 'ERR_SANDY_INVALID_FREE');
    }
    same(JSON.stringify([this.heap.stats(), quarantineOf(this.region)]), before);
  }

  /** One byte behind a block, which may be that of any of its guards or its pad. */
  overflow(): void {
    if (this.blocks.length === 0) return;
    const { address, byteLength } = this.#random.pick(this.blocks);
    const offset = this.heap.offsetOf(address) + byteLength + this.#random.below(8);
    this.heap.bytesOf(address)[offset] = this.#random.below(128);
    this.damaged.add(address);
  }

  dispose(): void {
    const { region } = this;
    this.region = this.#newRegion();
    region.dispose();
    same(this.reports.length, this.damaged.size);
    this.blocks.length = 0;
    this.freed.length = 0;
  }

  check(): void {
    const { region, account, heap } = this;
    assertValidHeap(heap);
    const { committedBytes, blockCount } = region.stats();
    same(committedBytes, account.balance);
    same(blockCount, this.blocks.length + quarantineOf(region).blockCount);
    same(committedBytes <= LIMIT, true);
    for (const block of this.blocks) this.#expectIntact(block, block.byteLength);
    same(checkCanaries(heap), this.damaged.size);
    for (const { address } of this.reports.splice(0)) same(this.damaged.has(address), true);
    const extents = this.blocks.map(({ address, byteLength }) => [address * 16, byteLength]);
    extents.sort((a, b) => a[0]! - b[0]!);
    for (let i = 1; i < extents.length; i++) {
      same(extents[i]![0]! >= extents[i - 1]![0]! + extents[i - 1]![1]! + 8, true);
    }
  }

  #newRegion(): Region {
    return this.heap.createRegion('a', { account: this.account, limitBytes: LIMIT });
  }

  #length(): number {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 70) return random.below(300);
    if (kind < 95) return random.below(9000);
    return random.below(2 * SEGMENT);
  }

  #takeAny(): Block | undefined {
    if (this.blocks.length === 0) return undefined;
    return this.blocks.splice(this.#random.below(this.blocks.length), 1)[0];
  }

  #write(block: Block): void {
    same(this.region.usableByteLength(block.address), block.byteLength);
    block.mark = this.#step;
    const bytes = this.region.bytes(block.address);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (block.mark + i) & 127;
    this.blocks.push(block);
  }

  #expectIntact({ address, mark }: Block, byteLength: number): void {
    const bytes = this.region.bytes(address);
    for (let i = 0; i < byteLength; i++) {
      if (bytes[i] !== ((mark + i) & 127)) throw new Error(`block ${address}: byte ${i} changed`);
    }
  }

  #orRefused(run: () => Address): Address | undefined {
    try {
      return run();
    } catch (error) {
      same((error as { code?: string }).code, 'ERR_SANDY_REGION_LIMIT');
      return undefined;
    }
  }
}

describe.each(engineCases)('a heap in checked mode, of $name', ({ open }) => {
  it('does what a list of blocks does, and reports exactly what was done wrong', () => {
    withSeeds(3, (random) => {
      const { engine, between } = open();
      const model = new Model(random, { engine });
      for (let i = 1; i <= STEPS; i++) {
        between();
        model.step();
        if (i % CHECK_EVERY === 0) model.check();
      }
      model.check();
      model.dispose();
      model.heap.trim();
      expect(model.account.balance).toBe(0);
      expect(model.heap.stats()).toMatchObject({ blockCount: 0 });
      assertValidHeap(model.heap);
    });
  });
});
