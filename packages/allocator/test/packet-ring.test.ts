import { describe, expect, it } from '@jest/globals';
import { assertValidHeap, checkedMode, Heap, PacketRing } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { engineCases } from './support/engines.js';
import { thrownBy } from './support/heap-state.js';
import { type Random, stepCount, withSeeds } from './support/random.js';

const CAPACITY = 64;

function createRing(capacityBytes = CAPACITY): PacketRing {
  return new PacketRing(Heap.create().createRegion('packets'), { capacityBytes });
}

function packetOf(random: Random, byteLength: number): Uint8Array {
  const first = random.below(256);
  return new Uint8Array(byteLength).map((_, i) => first + 31 * i);
}

describe.each(engineCases)('a ring in $name', ({ open }) => {
  it('gives out what was put in, in order, each packet in one piece', () => {
    withSeeds(3, (random) => {
      const { engine, between } = open();
      const heap = Heap.create({ engine, segmentByteLength: 1 << 17 });
      const region = heap.createRegion('packets');
      const ring = new PacketRing(region, { capacityBytes: 64 + random.below(1000) });
      const model: Uint8Array[] = [];
      let committed = 0;
      let refused = 0;
      let reserved: { at: number; packet: Uint8Array } | undefined;
      const steps = stepCount(500);
      for (let step = 0; step < steps; step++) {
        between();
        const isFilling = step % 100 < 50;
        const action = random.below(10);
        if (reserved !== undefined && action < 5) {
          if (action === 0) ring.cancel();
          else {
            const { at, packet } = reserved;
            const length = action === 1 ? random.below(packet.length + 1) : packet.length;
            ring.bytes.set(packet, at);
            between();
            ring.commit(length);
            model.push(packet.subarray(0, length));
            committed++;
          }
          reserved = undefined;
        } else if (reserved === undefined && action < (isFilling ? 8 : 4)) {
          const maximum = ring.maximumPacketBytes;
          const packet = packetOf(
            random,
            random.below(random.below(8) ? maximum / 6 : maximum + 1),
          );
          const at = ring.tryReserve(packet.length);
          if (at === undefined) {
            refused++;
            expect(model.length).toBeGreaterThan(0); // an empty ring takes every packet
          } else {
            expect(at % 4).toBe(0);
            expect(at + packet.length).toBeLessThanOrEqual(ring.capacityBytes);
            reserved = { at, packet };
          }
        } else if (model.length > 0) {
          expect(ring.front()).toEqual(model.shift());
          ring.release();
        } else {
          expect(ring.peek()).toBeUndefined();
          expect(ring.front()).toBeUndefined();
        }
        expect(ring.packetCount).toBe(model.length);
        if (random.below(200) === 0) {
          ring.clear();
          model.length = 0;
          reserved = undefined;
        }
      }
      const stats = ring.stats();
      expect(stats).toMatchObject({ committedCount: committed, refusedCount: refused });
      expect(stats.peakUsedBytes).toBeLessThanOrEqual(stats.capacityBytes);
      expect(refused).toBeGreaterThan(0);
      for (const packet of model) {
        expect(ring.front()).toEqual(packet);
        ring.release();
      }
      expect(ring.stats().usedBytes).toBe(0);
      ring.dispose();
      expect(region.stats().blockCount).toBe(0);
      assertValidHeap(heap);
    });
  });
});

describe('PacketRing', () => {
  it('lets a packet that does not fit before the end begin anew, and skips the rest', () => {
    const ring = createRing();
    expect(ring.capacityBytes).toBe(64);
    expect(ring.push(new Uint8Array(24).fill(1))).toBe(true); // 0–28
    expect(ring.push(new Uint8Array(20).fill(2))).toBe(true); // 28–52
    expect(ring.tryReserve(12)).toBeUndefined(); // neither end has 16 bytes
    ring.release();
    expect(ring.tryReserve(25)).toBeUndefined(); // 28 are free at the beginning, with the header
    expect(ring.reserve(24)).toBe(4);
    ring.bytes.fill(3, 4, 28);
    ring.commit();
    expect(ring.stats().usedBytes).toBe(64); // 12 of them skipped
    expect(ring.front()).toEqual(new Uint8Array(20).fill(2));
    ring.release();
    expect(ring.peek()).toBe(4);
    expect(ring.front()).toEqual(new Uint8Array(24).fill(3));
    expect(ring.stats().usedBytes).toBe(28);
  });

  it('is full to the last byte', () => {
    const ring = createRing();
    for (let i = 0; i < 16; i++) expect(ring.push(new Uint8Array(0))).toBe(true);
    expect(ring.push(new Uint8Array(0))).toBe(false);
    expect(ring.stats()).toMatchObject({ usedBytes: 64, packetCount: 16, refusedCount: 1 });
    expect(thrownBy(() => ring.reserve(8))).toMatchObject({
      code: 'ERR_SANDY_RING_FULL',
      requestedBytes: 12,
      usedBytes: 64,
      limitBytes: 64,
    });
    ring.release();
    expect(ring.push(new Uint8Array(0))).toBe(true);
  });

  it('takes the longest packet whenever it is empty', () => {
    const ring = createRing();
    for (let first = 0; first < 60; first += 7) {
      ring.push(new Uint8Array(first));
      ring.release();
      expect(ring.push(new Uint8Array(ring.maximumPacketBytes))).toBe(true);
      ring.release();
    }
  });

  it('shows nothing that is reserved, and forgets what is cancelled', () => {
    const ring = createRing();
    ring.reserve(10);
    expect(ring.peek()).toBeUndefined();
    ring.cancel();
    expect(ring.stats()).toMatchObject({ usedBytes: 0, committedCount: 0 });
    ring.reserve(40);
    ring.commit(3);
    expect(ring.peekByteLength()).toBe(3);
    expect(ring.stats().usedBytes).toBe(8);
  });

  it('keeps a packet whose reservation outlives all packets before it', () => {
    const ring = createRing();
    ring.push(new Uint8Array(24));
    ring.push(new Uint8Array(20));
    ring.release();
    ring.bytes[ring.reserve(20)] = 9; // at the beginning, before what is released next
    ring.release();
    ring.commit();
    expect(ring.front()?.[0]).toBe(9);
    expect(ring.stats().usedBytes).toBe(24);
    ring.release();
    expect(ring.push(new Uint8Array(60))).toBe(true);
  });

  it('refuses calls out of turn, and nothing changes', () => {
    const ring = createRing();
    ring.push(Uint8Array.of(1, 2, 3));
    const before = ring.stats();
    for (const call of [() => ring.commit(), () => ring.cancel()]) {
      expect(thrownBy(call).code).toBe('ERR_SANDY_RING_STATE');
    }
    ring.reserve(8);
    expect(thrownBy(() => ring.tryReserve(8)).code).toBe('ERR_SANDY_RING_STATE');
    expect(thrownBy(() => ring.commit(9)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    ring.cancel();
    expect(ring.stats()).toEqual(before);
    ring.release();
    for (const call of [() => ring.release(), () => ring.peekByteLength()]) {
      expect(thrownBy(call).code).toBe('ERR_SANDY_RING_STATE');
    }
  });

  it('refuses lengths that are none', () => {
    const ring = createRing();
    const region = ring.region;
    for (const bad of [NaN, -1, 1.5, 61, 2 ** 31, 2 ** 53, Infinity, '8']) {
      expect(thrownBy(() => ring.tryReserve(bad as number)).code).toBe(
        'ERR_SANDY_INVALID_ARGUMENT',
      );
    }
    for (const bad of [NaN, -1, 63, 64.5, 2 ** 30 + 1]) {
      expect(thrownBy(() => new PacketRing(region, { capacityBytes: bad })).code).toBe(
        'ERR_SANDY_INVALID_ARGUMENT',
      );
    }
    expect(region.stats().blockCount).toBe(1);
  });

  it('refuses packets that are no bytes, and makes no ring of what is no region or option', () => {
    const ring = createRing();
    for (const bad of [
      'abc',
      [1, 2],
      new Uint16Array(2),
      new DataView(new ArrayBuffer(4)),
      null,
      3,
    ]) {
      const error = thrownBy(() => ring.push(bad as unknown as Uint8Array));
      expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
      expect(error.message).toMatch(/^packet: expected an array of bytes/);
    }
    expect(ring.stats()).toMatchObject({ usedBytes: 0, committedCount: 0 });
    expect(ring.push(new Uint8ClampedArray([1, 2]) as unknown as Uint8Array)).toBe(true);
    for (const [region, options] of [
      [ring.region, undefined],
      [ring.region, null],
      [ring.region, 64],
      [ring.region, {}],
      [ring.region, { capacityBytes: 64, capacity: 64 }],
      [undefined, { capacityBytes: 64 }],
    ] as unknown as [typeof ring.region, { capacityBytes: number }][]) {
      const error = thrownBy(() => new PacketRing(region, options));
      expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(ring.region.stats().blockCount).toBe(1);
  });

  it('is as it was where its block cannot go, and lets it go later', () => {
    const heap = Heap.create({ mode: checkedMode({ quarantineBlocks: 0 }) });
    const region = heap.createRegion('packets');
    const ring = new PacketRing(region, { capacityBytes: 100 });
    ring.push(Uint8Array.of(5));
    const { buffer, byteOffset } = ring.bytes;
    const behind = new Uint8Array(buffer, byteOffset + 101, 1);
    const canary = behind[0]!;
    behind[0] = 1;
    for (let i = 0; i < 2; i++) {
      expect(thrownBy(() => ring.dispose()).code).toBe('ERR_SANDY_MEMORY_CORRUPTION');
      expect(ring.front()).toEqual(Uint8Array.of(5));
    }
    behind[0] = canary;
    ring.dispose();
    expect([ring.disposed, region.stats().blockCount]).toEqual([true, 0]);
  });

  it('is disposed of where its block is gone though freeing it threw', () => {
    const account = new TestAccount();
    const region = Heap.create().createRegion('packets', { account });
    const ring = new PacketRing(region, { capacityBytes: 1 << 16 });
    account.afterRelease = () => {
      ring.dispose(); // nothing: it is at it
      throw new Error('told you');
    };
    expect(thrownBy(() => ring.dispose()).message).toBe('told you');
    expect([ring.disposed, region.stats().blockCount]).toEqual([true, 0]);
  });

  it('sees that it is empty whatever lies behind its packets', () => {
    const ring = createRing();
    ring.bytes.fill(0xff);
    ring.push(new Uint8Array(4).fill(0xff));
    ring.release();
    expect(ring.stats()).toMatchObject({ usedBytes: 0, packetCount: 0 });
    for (let i = 0; i < 3; i++) expect(ring.push(new Uint8Array(12).fill(0xff))).toBe(true);
    for (let i = 0; i < 3; i++) ring.release();
    expect(ring.stats()).toMatchObject({ usedBytes: 0, packetCount: 0 });
  });

  it('finds a header that says more than is in use', () => {
    const ring = createRing();
    ring.push(new Uint8Array(4));
    new Int32Array(ring.bytes.buffer, ring.bytes.byteOffset)[0] = 8; // 12 bytes, with 8 in use
    for (const call of [() => ring.front(), () => ring.release()]) {
      expect(thrownBy(call).code).toBe('ERR_SANDY_INVARIANT');
    }
  });

  it('finds a header that was written over', () => {
    for (const damage of [-1, -2, 61, 0x7fffffff]) {
      const ring = createRing();
      ring.push(new Uint8Array(4));
      ring.push(new Uint8Array(4));
      ring.release();
      new Int32Array(ring.bytes.buffer, ring.bytes.byteOffset)[2] = damage; // the second header
      for (const call of [() => ring.front(), () => ring.release()]) {
        expect(thrownBy(call).code).toBe('ERR_SANDY_INVARIANT');
      }
      ring.clear();
      expect(ring.push(new Uint8Array(60))).toBe(true);
    }
  });

  it('is charged to the account of its region, or not made at all', () => {
    const account = new TestAccount();
    const region = Heap.create().createRegion('packets', { account, limitBytes: 1 << 16 });
    const ring = new PacketRing(region, { capacityBytes: 1 << 16 });
    expect(account.balance).toBe(1 << 16);
    expect(thrownBy(() => new PacketRing(region, { capacityBytes: 64 })).code).toBe(
      'ERR_SANDY_REGION_LIMIT',
    );
    ring.dispose();
    ring.dispose();
    expect(account.balance).toBe(0);
  });

  it('cannot be used after it or its region was disposed of', () => {
    for (const end of ['ring', 'region'] as const) {
      const ring = createRing();
      ring.push(new Uint8Array(4));
      if (end === 'ring') ring.dispose();
      else ring.region.dispose();
      const calls = [
        () => ring.tryReserve(1),
        () => ring.commit(),
        () => ring.cancel(),
        () => ring.peek(),
        () => ring.peekByteLength(),
        () => ring.release(),
        () => ring.clear(),
        () => ring.bytes,
        () => ring.push(new Uint8Array(1)),
        () => ring.front(),
      ];
      for (const call of calls) expect(thrownBy(call).code).toBe('ERR_SANDY_DISPOSED');
      ring.dispose();
      assertValidHeap(ring.region.heap);
    }
  });
});
