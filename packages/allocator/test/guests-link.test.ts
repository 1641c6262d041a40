import { describe, expect, it } from '@jest/globals';
import { bindGuest, GUEST_LINK_BASES, Heap, linkGuest, wasmEngine } from '../src/index.js';
import { withRelocations } from '../src/guests/relocate.js';
import { TestAccount } from './support/accounts.js';
import { guestHeapCases, guestModule, wasm } from './support/guests.js';
import { stateOf, thrownBy } from './support/heap-state.js';
import { withSeeds } from './support/random.js';

const [FIRST, SECOND] = GUEST_LINK_BASES;
const INVALID = 'ERR_SANDY_INVALID_ARGUMENT';

const unsigned = (value: number, byteCount = 0): number[] => {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0 || bytes.length < byteCount; rest >>>= 7) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(rest & 0x7f);
  }
  return bytes;
};
const section = (id: number, ...content: number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];
const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
const I32 = 0x7f;

interface Parts {
  memory?: boolean;
  globals?: readonly string[];
  end?: number;
  data?: number;
  code?: (base: number) => number[];
}

/**
 * A module as a compiler would build it for `base`: exports `read`, whose code is given, over 16
 * bytes of data, the first four of which are a pointer to the last four.
 */
function build(base: number, parts: Parts = {}): Uint8Array {
  const { memory = true, end = base + 64, data = base } = parts;
  const { globals = ['__heap_base', '__stack_pointer'] } = parts;
  const { code = (at: number) => [0x41, ...unsigned(at), 0x28, 2, 0] } = parts;
  const imports = [
    [...name('env'), ...name('f'), 0, 0],
    [...name('env'), ...name('g'), 3, I32, 0],
    ...(memory ? [[...name('env'), ...name('memory'), 2, 0, ...unsigned((base >>> 16) + 1)]] : []),
  ];
  const exports = [[...name('read'), 0, 1], ...globals.map((global) => [...name(global), 3, 1])];
  const body = [0, ...code(base), 0x0b];
  const pointer = [0, 8, 16, 24].map((shift) => ((base + 12) >>> shift) & 0xff);
  const content = [...pointer, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 1, I32),
    ...section(2, imports.length, ...imports.flat()),
    ...section(3, 1, 0),
    ...section(6, 1, I32, 0, 0x41, ...unsigned(end), 0x0b),
    ...section(7, exports.length, ...exports.flat()),
    ...section(10, 1, ...unsigned(body.length), ...body),
    ...section(11, 1, 0, 0x41, ...unsigned(data), 0x0b, content.length, ...content),
  ]);
}

const link = (parts: Parts = {}, second: Parts = parts): Uint8Array =>
  linkGuest(build(FIRST, parts), build(SECOND, second));

describe.each(guestHeapCases)('a linked module in $name', ({ open }) => {
  const ways: [string, (base: number) => number[], number][] = [
    ['a constant', (base) => [0x41, ...unsigned(base + 4), 0x28, 2, 0], 0x04030201],
    ['the offset of an access', (base) => [0x41, 8, 0x28, 2, ...unsigned(base)], 0x08070605],
    ['a word of its data', (base) => [0x41, ...unsigned(base), 0x28, 2, 0, 0x28, 2, 0], 0x0c0b0a09],
  ];
  it.each(ways)('finds its data by %s', (_way, code, expected) => {
    const { memory, heap } = open();
    const module = link({ code });
    for (let i = 0; i < 3; i++) {
      const guest = bindGuest(heap.createRegion('guest'), { memory, module });
      const imports = { env: { ...guest.imports.env, f: () => 0, g: 0 } };
      const { exports } = new wasm.Instance(new wasm.Module(guest.module!), imports);
      expect(exports['read']!()).toBe(expected);
      const end = (exports['__heap_base'] as unknown as { value: number }).value >>> 0;
      expect(end).toBe(guest.imports.env.__memory_base + 64);
    }
  });
});

describe('linkGuest', () => {
  it('leaves its input as it is, and needs memory for what the guest has only', () => {
    for (const first of [build(FIRST), Buffer.from(build(FIRST))]) {
      linkGuest(first, build(SECOND));
      expect(new Uint8Array(first)).toEqual(build(FIRST)); // a Buffer's `slice` is no copy
    }
    const linked = link();
    const small = new wasm.Memory({ initial: 1 });
    const place = (): unknown =>
      new wasm.Instance(new wasm.Module(linked), { env: { f: () => 0, g: 0, memory: small } });
    expect(thrownBy(place).message).toMatch(/data segment/i); // not: memory import too small
  });

  const page = Uint8Array.from(Buffer.from('<!doctype html>'));
  const wrong: [string, () => unknown, string][] = [
    [
      'one build twice',
      () => linkGuest(build(FIRST), build(FIRST)),
      'second: expected a build for 0x30000000, got "the same build as first"',
    ],
    [
      'the builds in the wrong order',
      () => linkGuest(build(SECOND), build(FIRST)),
      'first: expected a build for 0x20000000, got "that for 0x30000000: swapped"',
    ],
    [
      'two programs of two lengths',
      () => link({}, { code: () => [0x41, 0] }),
      'second: expected the program that first is, built for 0x30000000: 1',
    ],
    [
      'an address that was calculated with',
      () => link({ code: (base) => [0x41, ...unsigned(base >>> 1, 5)] }),
      'second: expected the program that first is, built by the same compiler',
    ],
    [
      'a constant of another kind',
      () => link({ code: (base) => [0x42, ...unsigned(base), 0x1a, 0x41, 0] }),
      'second: expected the program that first is, built by the same compiler',
    ],
    [
      'another difference in data',
      () => {
        const second = build(SECOND);
        second[second.length - 1]! ^= 1;
        return linkGuest(build(FIRST), second);
      },
      'second: expected the program that first is, built by the same compiler',
    ],
    ['a memory of its own', () => link({ memory: false }), 'first: expected an imported memory'],
    ...['__heap_base', '__stack_pointer'].map((left): [string, () => unknown, string] => [
      `a module without ${left}`,
      () => link({ globals: ['__heap_base', '__stack_pointer'].filter((name) => name !== left) }),
      `first: expected an exported global ${left}`,
    ]),
    [
      'data behind the end',
      () => linkGuest(build(FIRST, { end: FIRST + 8 }), build(SECOND, { end: SECOND + 8 })),
      'first: expected data',
    ],
    [
      'data at a fixed place',
      () => link({ data: 1 << 28 }),
      'first: expected data from 0x20000000 to __heap_base, got "0x10000000"',
    ],
    [
      'a page that says that there is no such file',
      () => linkGuest(page, build(SECOND)),
      'first: expected the bytes of a WebAssembly module, got "15 bytes: 3c 21 64 6f …"',
    ],
    [
      'half a module',
      () => linkGuest(build(FIRST), build(SECOND).subarray(0, 40)),
      'second: expected the bytes of a WebAssembly module, got "one that ends early"',
    ],
    [
      'no bytes',
      () => linkGuest(build(FIRST), 'wasm' as unknown as Uint8Array),
      'second: expected the bytes of a WebAssembly module in a Uint8Array, got "wasm"',
    ],
    [
      'the buffer that a response has',
      () => linkGuest(build(FIRST).buffer as unknown as Uint8Array, build(SECOND)),
      'first: expected the bytes of a WebAssembly module in a Uint8Array, got "[object ArrayBuffer]"',
    ],
  ];
  it.each(wrong)('refuses %s', (_what, run, message) => {
    const error = thrownBy(run);
    expect(error.code).toBe(INVALID);
    expect(error.message).toContain(message);
  });
});

describe('bindGuest', () => {
  const [{ open }] = guestHeapCases as [(typeof guestHeapCases)[0]];
  const module = guestModule('rust');

  it('refuses a heap that does not lie in that memory, at a page, and takes nothing', () => {
    const { memory, heap } = open();
    const other = new wasm.Memory({ initial: 1 });
    const offPage = wasmEngine({ memory: other, reservedByteLength: 48 });
    const cases: [Heap, unknown][] = [
      [heap, other],
      [heap, undefined],
      [Heap.create(), memory],
      [Heap.create({ engine: wasmEngine(), maximumByteLength: 1 << 24 }), memory],
      [Heap.create({ engine: offPage, segmentByteLength: 1 << 17 }), other],
    ];
    for (const [of, given] of cases) {
      const region = of.createRegion('guest');
      const error = thrownBy(() => bindGuest(region, { memory: given as typeof memory, module }));
      expect([error.code, region.stats().blockCount]).toEqual([INVALID, 0]);
      expect(error.message).toMatch(
        of === cases.at(-1)![0]
          ? /^memory: expected a heap that begins at a multiple of 4096 bytes, got ".* at 48"$/
          : /^memory: expected the memory of the heap's engine: wasmEngine\({ memory }\), got /,
      );
    }
  });

  it('says what is wrong, whatever an account does when it gets its pages back', () => {
    const { memory, heap } = open();
    const account = new TestAccount();
    account.afterRelease = () => {
      throw new Error('of the account');
    };
    const region = heap.createRegion('guest', { account });
    const other = new wasm.Memory({ initial: 1 });
    const error = thrownBy(() => bindGuest(region, { memory: other, dataByteLength: 20_000 }));
    expect(error.message).toMatch(/^memory: expected the memory of/);
    expect([account.balance, region.stats().blockCount]).toEqual([0, 0]);
    expect(memory.buffer.byteLength).toBeGreaterThan(other.buffer.byteLength);
  });

  it('leaves a module in a Buffer of Node as it is, so that many guests can be made of it', () => {
    const { memory, heap } = open();
    const bytes = Buffer.from(module); // as `readFile` gives it
    const tops = Array.from({ length: 3 }, () => {
      const guest = bindGuest(heap.createRegion('guest'), { memory, module: bytes });
      const { exports } = new wasm.Instance(new wasm.Module(guest.module), guest.imports);
      const end = (exports['__heap_base'] as unknown as { value: number }).value;
      return end - guest.imports.env.__stack_high;
    });
    expect(new Uint8Array(bytes)).toEqual(module);
    expect(tops).toEqual([0, 0, 0]);
  });

  it('refuses a module that is not linked, and lengths that are none', () => {
    const { memory, heap } = open();
    const region = heap.createRegion('guest');
    const state = stateOf(heap);
    const fields = [[1 << 20], [], []]; // behind its end
    const far = withRelocations(build(FIRST), { linkedBase: FIRST, byteLength: 64, fields });
    for (const bad of [guestModule('hand-written'), new Uint8Array(0), build(FIRST), far]) {
      expect(thrownBy(() => bindGuest(region, { memory, module: bad })).code).toBe(INVALID);
    }
    for (const bad of [NaN, -1, 1.5, 2 ** 32, 2 ** 53, '8' as unknown as number]) {
      expect(thrownBy(() => bindGuest(region, { memory, dataByteLength: bad })).code).toBe(INVALID);
      expect(thrownBy(() => bindGuest(region, { memory, stackByteLength: bad })).code).toBe(
        INVALID,
      );
    }
    expect(stateOf(heap)).toEqual(state);
  });

  it('is refused data and stack by the limit, and by a region that is disposed of', () => {
    const { memory, heap } = open();
    const region = heap.createRegion('guest', { limitBytes: 8192 });
    expect(thrownBy(() => bindGuest(region, { memory, module })).code).toBe(
      'ERR_SANDY_REGION_LIMIT',
    );
    const huge = { memory, dataByteLength: 2 ** 32 - 1, stackByteLength: 2 ** 32 - 1 };
    const free = heap.createRegion('free');
    expect(thrownBy(() => bindGuest(free, huge)).code).toBe('ERR_SANDY_OUT_OF_MEMORY');
    expect(heap.stats().blockCount).toBe(0);
    region.dispose();
    expect(thrownBy(() => bindGuest(region, { memory })).code).toBe('ERR_SANDY_DISPOSED');
  });

  it('says of a damaged module only that it is none, whatever is damaged', () => {
    const { memory, heap } = open();
    const linked = link();
    withSeeds(300, (random) => {
      const damaged = linked.slice(
        0,
        random.below(4) ? linked.length : random.below(linked.length),
      );
      for (let i = random.below(4); i >= 0; i--) {
        const tail = damaged.length - 40; // where what linkGuest has written lies
        damaged[random.below(2) ? random.below(damaged.length) : tail + random.below(40)] =
          random.below(256);
      }
      const region = heap.createRegion('guest', { limitBytes: 1 << 20 });
      try {
        bindGuest(region, { memory, module: damaged });
      } catch (error) {
        const { code } = error as { code?: string };
        if (
          code !== INVALID &&
          code !== 'ERR_SANDY_REGION_LIMIT' &&
          code !== 'ERR_SANDY_OUT_OF_MEMORY'
        ) {
          throw error;
        }
        if (region.stats().blockCount !== 0) throw new Error('a block was left');
      }
      region.dispose();
    });
  });
});
