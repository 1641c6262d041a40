import { describe, expect, it } from '@jest/globals';
import type { Address } from '../src/index.js';
import { Heap, assertValidHeap, checkCanaries, checkedMode, quarantineOf } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { thrownBy } from './support/heap-state.js';
import { SEGMENT, checkedHeap } from './support/checked.js';

describe('the quarantine', () => {
  it('keeps places from being used again for a while', () => {
    const region = checkedHeap().createRegion('a');
    const address = region.allocate(168);
    region.free(address);
    for (let i = 0; i < 128; i++) {
      const next = region.allocate(168);
      expect(next).not.toBe(address);
      region.free(next);
    }
    expect(quarantineOf(region).blockCount).toBe(129);
    expect(region.allocate(168)).toBe(address);
  });

  it('holds at least one short block, or none by wish', () => {
    for (const options of [{ quarantineBlocks: 47 }, { quarantineBytes: 1472 }]) {
      const region = checkedHeap(options).createRegion('a');
      region.free(region.allocate(4));
      expect(quarantineOf(region).blockCount).toBe(1);
    }
    for (const [name, value] of [
      ['quarantineBlocks', 46],
      ['quarantineBytes', 1471],
    ] as const) {
      const error = thrownBy(() => checkedMode({ [name]: value }));
      expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_ARGUMENT' });
    }
  });

  it('stays within its bounds, and uses places again', () => {
    for (const [quarantineBytes, quarantineBlocks] of [
      [0, 100],
      [1 << 20, 0],
      [1 << 18, 3000],
      [1 << 24, 500],
    ] as const) {
      const heap = checkedHeap({ quarantineBytes, quarantineBlocks });
      const region = heap.createRegion('a');
      for (let i = 0; i < 4000; i++) region.free(region.allocate((i * 997) % 30_000));
      const { blockCount, byteLength } = quarantineOf(region);
      expect(blockCount).toBeLessThanOrEqual(quarantineBlocks);
      expect(byteLength).toBeLessThanOrEqual(quarantineBytes);
      expect(blockCount > 0).toBe(quarantineBytes > 0 && quarantineBlocks > 0);
      expect(region.stats().blockCount).toBe(blockCount);
      assertValidHeap(heap);
    }
  });

  it('is given up before memory is refused, and by trim', () => {
    const account = new TestAccount();
    account.limit = 40 * 4096;
    const heap = Heap.create({
      mode: checkedMode(),
      segmentByteLength: SEGMENT,
      maximumByteLength: 2 * SEGMENT,
    });
    const cases = [
      heap.createRegion('a', { limitBytes: 20 * 4096 }),
      heap.createRegion('b', { account }),
    ];
    for (const region of cases) {
      for (let round = 0; round < 30; round++) {
        for (const byteLength of [5000, 20_000, 60_000]) region.free(region.allocate(byteLength));
      }
      expect(quarantineOf(region).blockCount).toBeGreaterThan(0);
    }
    const last = heap.createRegion('c'); // needs what the others keep
    last.free(last.allocate(28 * 4096));
    last.allocate(28 * 4096);
    const kept = last.allocate(28 * 4096);
    last.free(kept);
    heap.trim();
    expect([...cases, last].map((region) => quarantineOf(region).blockCount)).toEqual([0, 0, 0]);
    expect(account.balance).toBe(0);
    assertValidHeap(heap);
  });

  it('and canaries are charged', () => {
    const account = new TestAccount();
    const region = checkedHeap().createRegion('a', { account, limitBytes: 4096 });
    const blocks: Address[] = [];
    for (;;) {
      const address = region.tryAllocate(64); // 72 with its canary: a slot of 80
      if (address === undefined) break;
      blocks.push(address);
    }
    expect(blocks.length).toBe(51);
    expect(account.balance).toBe(4096);
    expect(thrownBy(() => region.allocate(64)).code).toBe('ERR_SANDY_REGION_LIMIT');
    region.free(blocks.pop()!);
    expect(account.balance).toBe(4096);
    region.allocate(64); // the one in quarantine must go for it
    for (const address of blocks) region.free(address);
  });

  it('goes with its region', () => {
    const account = new TestAccount();
    const heap = checkedHeap();
    const region = heap.createRegion('a', { account });
    const freed = [100, 20_000, SEGMENT + 1].map((byteLength) => region.allocate(byteLength));
    const kept = region.allocate(100);
    for (const address of freed) region.free(address);
    region.dispose();
    expect(account.balance).toBe(0);
    expect(thrownBy(() => region.free(kept)).code).toBe('ERR_SANDY_DISPOSED');
    expect(thrownBy(() => region.bytes(kept)).code).toBe('ERR_SANDY_DISPOSED');
    // What it knew of its blocks is forgotten: others get their places.
    const next = heap.createRegion('b');
    for (let i = 0; i < 100; i++) next.free(next.allocate(100));
    expect(checkCanaries(heap)).toBe(0);
    assertValidHeap(heap);
    heap.dispose();
  });
});
