import { describe, expect, it } from '@jest/globals';
import type { Address, Region } from '../src/index.js';
import { assertValidHeap, bindGuest } from '../src/index.js';
import { TestAccount } from './support/accounts.js';
import { guestHeapCases, SEGMENT, startGuest } from './support/guests.js';
import { stateOf, thrownBy } from './support/heap-state.js';

function textAt(region: Region, address: Address, length: number): string {
  return String.fromCharCode(...region.bytes(address, length));
}

describe.each(guestHeapCases)('guests in $name', ({ open }) => {
  it('written by hand: has data, a stack and a list of its own', () => {
    const { memory, heap, between } = open();
    const { guest, exports } = startGuest(heap, memory, 'hand-written');
    const { text, push, pop, sum, length, sum_on_stack } = exports;
    expect(textAt(guest.region, guest.addressOf(text!()), 13)).toBe("sandy's guest");
    for (let i = 1; i <= 1000; i++) {
      if (i % 10 === 0) between();
      expect(push!(i)).toBe(1);
    }
    expect([sum!(), length!()]).toEqual([500_500, 1000]);
    expect(sum_on_stack!(200)).toBe(20_100);
    expect(guest.region.stats().blockCount).toBe(1001); // with data and stack
    for (let i = 1000; i > 0; i--) {
      if (i % 10 === 0) between();
      expect(pop!()).toBe(i);
    }
    expect(guest.region.stats().blockCount).toBe(1);
    assertValidHeap(heap);
  });

  it('from AssemblyScript: strings, classes and a Map; garbage goes back', () => {
    const { memory, heap, between } = open();
    const { guest, exports } = startGuest(heap, memory, 'assemblyscript');
    const { add, countOf, total, sumOfList, clear, makeGarbage, __collect } = exports;
    for (let i = 0; i < 200; i++) {
      between();
      expect(add!(i, i * 10)).toBe(i + 1);
      if (i % 50 === 0) __collect!(); // moves nothing, and frees only what nobody knows
    }
    expect(countOf!(7, 70)).toBe(70);
    expect(countOf!(7, 71)).toBe(-1);
    expect(total!(1)).toBe(
      Array.from({ length: 50 }, (_, i) => (4 * i + 1) * 10).reduce((a, b) => a + b),
    );
    const names = Array.from({ length: 200 }, (_, i) => {
      return `${['stone', 'dirt', 'grass', 'sand'][i & 3]}:${i * 10}`.length + i * 10;
    });
    expect(sumOfList!()).toBe(names.reduce((a, b) => a + b));
    __collect!();
    const before = guest.region.stats().blockCount;
    expect(makeGarbage!(400)).toBe(1800);
    expect(guest.region.stats().blockCount).toBeGreaterThan(before + 300);
    __collect!();
    expect(guest.region.stats().blockCount).toBe(before);
    clear!();
    __collect!();
    expect(guest.region.stats().blockCount).toBeLessThan(8);
    expect(add!(2, 5)).toBe(1);
    assertValidHeap(heap);
  });

  it('from Rust: vectors, a tree and a string from its global allocator', () => {
    const { memory, heap, between } = open();
    const { guest, exports } = startGuest(heap, memory, 'rust');
    const { load, append, unload, sum, write_log, log_pointer, visit, median, clear } = exports;
    for (let id = 0; id < 40; id++) {
      between();
      expect(load!(id, id * 100)).toBe(1);
    }
    const expected = Array.from({ length: 3900 }, (_, i) => (i * 31) ^ 39);
    expect(sum!(39)).toBe(expected.reduce((a, b) => (a + b) | 0));
    for (let i = 0; i < 5000; i++) {
      if (i % 10 === 0) between();
      append!(3, i); // reallocates the vector again and again
    }
    const appended = Array.from({ length: 300 }, (_, i) => (i * 31) ^ 3).reduce((a, b) => a + b);
    expect(sum!(3)).toBe(appended + (5000 * 4999) / 2);
    expect([write_log!(0), write_log!(2), write_log!(3)]).toEqual([5, 10, 14]);
    const log = guest.addressOf(log_pointer!());
    expect(textAt(guest.region, log, 14)).toBe('stonegrasssand');
    expect([visit!(5), visit!(5), visit!(6)]).toEqual([1, 2, 1]);
    expect(median!(1)).toBe(median!(1));
    expect([unload!(39), unload!(39)]).toEqual([1, 0]);
    clear!();
    expect(guest.region.stats().blockCount).toBe(1);
    assertValidHeap(heap);
  });

  it('of one module or of several do not collide', () => {
    const { memory, heap, between } = open();
    const names = [
      'rust',
      'hand-written',
      'rust',
      'assemblyscript',
      'hand-written',
      'assemblyscript',
    ] as const;
    const guests = names.map((name) => startGuest(heap, memory, name));
    const [rust, hand, rust2, script, hand2, script2] = guests.map(({ exports }) => exports);
    for (let i = 0; i < 50; i++) {
      between();
      expect([rust!['visit']!(1), rust2!['visit']!(1)]).toEqual([i + 1, i + 1]);
      between();
      expect([hand!['push']!(i), hand2!['push']!(2 * i)]).toEqual([1, 1]);
      between();
      expect([script!['add']!(1, i), script2!['add']!(1, 3 * i)]).toEqual([i + 1, i + 1]);
      expect([rust!['load']!(i, 10), rust2!['load']!(i, 20)]).toEqual([1, 1]);
      expect(rust!['median']!(i)).toBe(rust2!['median']!(i));
    }
    expect([hand!['sum']!(), hand2!['sum']!()]).toEqual([1225, 2450]);
    expect([script!['total']!(1), script2!['total']!(1)]).toEqual([1225, 3675]);
    const data = script2!['dataPointer']!() - script!['dataPointer']!();
    expect(data).toBe(
      guests[5]!.guest.imports.env.__memory_base - guests[3]!.guest.imports.env.__memory_base,
    );

    const held = guests[5]!.guest.region.stats().committedBytes;
    const others = heap.stats().liveBytes - guests[5]!.guest.region.stats().liveBytes;
    expect(held).toBeGreaterThan(0);
    guests[5]!.guest.dispose();
    expect(heap.stats().liveBytes).toBe(others);
    expect(thrownBy(() => script2!['add']!(1, 1)).code).toBe('ERR_SANDY_DISPOSED');
    expect([hand2!['sum']!(), script!['total']!(1)]).toEqual([2450, 1225]);
    assertValidHeap(heap);
  });

  it('find zeros where their data says nothing, whatever lay there before', () => {
    const { memory, heap } = open();
    const dirt = heap.createRegion('dirt');
    for (let i = 0; i < 20; i++) dirt.bytes(dirt.allocate(SEGMENT / 4)).fill(0xff);
    dirt.dispose();
    const { exports } = startGuest(heap, memory, 'rust');
    expect(Array.from({ length: 64 }, (_, i) => exports['visit']!(i))).toEqual(Array(64).fill(1));
    expect(startGuest(heap, memory, 'hand-written').exports['length']!()).toBe(0);
    const { exports: script } = startGuest(heap, memory, 'assemblyscript');
    expect(script['total']!(0)).toBe(0);
  });

  it('are refused at their limit: they get 0, the host the error, the account no more', () => {
    const { memory, heap, between } = open();
    const limitBytes = 64 << 10;
    const account = new TestAccount();
    const { guest, exports, refusals } = startGuest(heap, memory, 'hand-written', {
      limitBytes,
      account,
    });
    const { push, sum, malloc, calloc, realloc, aligned_alloc } = exports;
    let count = 0;
    while (push!(1) === 1) {
      count++;
      if (count % 100 === 0) between();
    }
    expect(refusals).toMatchObject([
      { code: 'ERR_SANDY_REGION_LIMIT', regionName: 'hand-written', limitBytes },
    ]);
    expect(count).toBeGreaterThan(2500);
    expect(account.balance).toBe(guest.region.stats().committedBytes);
    expect(account.balance).toBeLessThanOrEqual(limitBytes);
    const before = stateOf(heap);
    const text = exports['text']!();
    expect([
      malloc!(-1),
      calloc!(-1, -1),
      calloc!(1 << 16, 1 << 16),
      aligned_alloc!(64, 1 << 20),
    ]).toEqual([0, 0, 0, 0]);
    expect([aligned_alloc!(8192, 1), aligned_alloc!(48, 1)]).toEqual([0, 0]);
    expect(refusals.slice(-2)).toMatchObject(Array(2).fill({ code: 'ERR_SANDY_INVALID_ARGUMENT' }));
    expect(stateOf(heap)).toEqual(before);
    const last = exports['pop']!() && malloc!(8);
    expect(realloc!(last, 1 << 20)).toBe(0);
    expect(thrownBy(() => realloc!(text, 1)).code).toBe('ERR_SANDY_INVALID_FREE');
    expect(sum!()).toBe(count - 1);
    guest.dispose();
    expect(account.balance).toBe(0);
  });

  it('are ended at their limit by a host that throws, and can be asked again', () => {
    const { memory, heap } = open();
    const { exports } = startGuest(heap, memory, 'hand-written', {
      limitBytes: 32 << 10,
      onRefusal: (error) => {
        throw error;
      },
    });
    const run = (): void => {
      for (;;) exports['push']!(1);
    };
    expect(thrownBy(run).code).toBe('ERR_SANDY_REGION_LIMIT');
    expect(exports['sum']!()).toBe(exports['length']!());
    exports['pop']!();
    expect(exports['push']!(1)).toBe(1);
  });

  it('of Rust see a refusal as an error, of AssemblyScript after collecting garbage', () => {
    const { memory, heap } = open();
    const rust = startGuest(heap, memory, 'rust', { limitBytes: 100 << 10 });
    expect([rust.exports['load']!(1, 1000), rust.exports['load']!(2, 1 << 20)]).toEqual([1, 0]);
    expect(rust.refusals).toMatchObject([{ code: 'ERR_SANDY_REGION_LIMIT' }]);
    const script = startGuest(heap, memory, 'assemblyscript', { limitBytes: 200 << 10 });
    expect(script.exports['makeGarbage']!(2000)).toBe(9000); // 18 MB in all
    expect(script.refusals.length).toBeGreaterThan(10);
    const run = (): void => void script.exports['makeGarbage']!(1 << 20);
    expect(thrownBy(run)).toMatchObject({
      code: 'ERR_SANDY_GUEST_ABORT',
      message: expect.stringMatching(
        /"assemblyscript" aborted: out of memory \(runtime.ts:\d+:\d+\)$/,
      ),
    });
    assertValidHeap(heap);
  });

  it('that free what is no block of theirs are trapped, with nothing changed', () => {
    const { memory, heap, between } = open();
    const victim = startGuest(heap, memory, 'hand-written');
    const { guest, exports } = startGuest(heap, memory, 'hand-written');
    const rust = startGuest(heap, memory, 'rust');
    const { malloc, free, realloc } = exports;
    const foreign = victim.exports['malloc']!(100);
    const block = malloc!(100);
    const freed = malloc!(100);
    free!(freed);
    free!(0);
    between();
    const state = stateOf(heap);
    const wrong = [
      freed,
      (block + 16) >>> 0,
      block + 1,
      block - 16,
      foreign,
      16,
      1,
      -1,
      0x7ffffff0,
      exports['text']!(),
    ];
    for (const pointer of wrong) {
      const { sandy_alloc } = guest.imports;
      const ways = [
        () => free!(pointer),
        () => realloc!(pointer, 5000),
        () => sandy_alloc.realloc(pointer, 100, 64, 200),
      ];
      for (const run of ways) {
        const error = thrownBy(run);
        expect(error.code).toBe('ERR_SANDY_INVALID_FREE');
        expect(error.message).toContain(`pointer ${pointer >>> 0}`); // no address: a guest has none
        expect(error.message).not.toMatch(/\d\.\d/);
      }
    }
    expect(stateOf(heap)).toEqual(state);
    const error = thrownBy(() => free!(block + 16)) as unknown as {
      regionName: string;
      address: Address;
    };
    expect([error.regionName, guest.pointerOf(error.address)]).toEqual([
      'hand-written',
      (block + 16) >>> 0,
    ]);
    expect(thrownBy(() => rust.exports['free_twice']!()).code).toBe('ERR_SANDY_INVALID_FREE');
    free!(block);
    assertValidHeap(heap);
  });

  it('have pointers that lead to addresses where a block can begin, and nowhere else', () => {
    const { memory, heap } = open();
    const { guest, exports } = startGuest(heap, memory, 'hand-written');
    const block = exports['malloc']!(100);
    for (const pointer of [block, block >>> 0]) {
      expect(guest.pointerOf(guest.addressOf(pointer))).toBe(block >>> 0);
    }
    const base = guest.pointerOf(0 as Address);
    for (const wrong of [block + 1, block + 0.5, base, 7, NaN, 2 ** 32 + (block >>> 0)]) {
      const error = thrownBy(() => guest.addressOf(wrong));
      expect(error.message).toBe(`pointer: expected a multiple of 16 above ${base}, got ${wrong}`);
    }
  });

  it('get blocks that are aligned as they ask', () => {
    const { memory, heap, between } = open();
    const { exports } = startGuest(heap, memory, 'hand-written');
    const rust = startGuest(heap, memory, 'rust');
    for (let alignment = 1; alignment <= 4096; alignment *= 2) {
      between();
      for (const byteLength of [0, 1, 24, 100, 1000, 5000, 9000]) {
        const pointer = exports['aligned_alloc']!(alignment, byteLength) >>> 0;
        expect([pointer === 0, pointer % alignment]).toEqual([false, 0]);
      }
      expect(rust.exports['align']!(alignment)).toBe(1);
    }
    assertValidHeap(heap);
  });

  it('that let the memory grow themselves break nothing', () => {
    const { memory, heap } = open();
    const { guest, exports } = startGuest(heap, memory, 'hand-written');
    const kept = heap.createRegion('host').allocate(100);
    heap.bytesOf(kept)[heap.offsetOf(kept)] = 7;
    const pages = memory.buffer.byteLength / 65_536;
    const canGrow = pages < 1 << 16;
    expect(exports['grow']!(0)).toBe(pages);
    expect(exports['grow']!(2)).toBe(canGrow ? pages : -1); // then the heap has all of it already
    expect(heap.bytesOf(kept)[heap.offsetOf(kept)]).toBe(7);
    heap.bytesOf(kept)[heap.offsetOf(kept)] = 8;
    expect(new Uint8Array(memory.buffer)[guest.pointerOf(kept)]).toBe(8);
    for (let i = 0; i < 1000; i++) exports['push']!(i);
    expect(exports['sum']!()).toBe(499_500);
    const { exports: script } = startGuest(heap, memory, 'assemblyscript');
    expect([script['grow']!(1) >= 0, script['add']!(1, 1)]).toEqual([canGrow, 1]);
    assertValidHeap(heap);
  });

  it('are not bound with options that nobody reads', () => {
    const { memory, heap } = open();
    const region = heap.createRegion('guest');
    const error = thrownBy(() =>
      bindGuest(region, { memory, stackBytes: 1 } as { memory: typeof memory }),
    );
    expect(error.code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(error.message).toContain('got "stackBytes"');
    for (const bad of [undefined, null, 3]) {
      const options = bad as unknown as { memory: typeof memory };
      expect(thrownBy(() => bindGuest(region, options)).code).toBe('ERR_SANDY_INVALID_ARGUMENT');
    }
    expect(region.stats().blockCount).toBe(0);
  });

  it('end by abort', () => {
    const { memory, heap } = open();
    const hand = startGuest(heap, memory, 'hand-written');
    expect(thrownBy(() => hand.exports['abort']!())).toMatchObject({
      code: 'ERR_SANDY_GUEST_ABORT',
      message: 'guest of region "hand-written" aborted: no message',
    });
    const script = startGuest(heap, memory, 'assemblyscript');
    expect(thrownBy(() => script.exports['fail']!()).message).toMatch(
      /^guest of region "assemblyscript" aborted: no such item \(assemblyscript.ts:\d+:\d+\)$/,
    );
    const { abort } = script.guest.imports.env;
    const length = memory.buffer.byteLength;
    for (const pointer of [1, 3, length, length - 1, length - 2, -1]) {
      expect(thrownBy(() => abort(pointer)).code).toBe('ERR_SANDY_GUEST_ABORT');
    }
  });
});
