import { afterEach, describe, expect, it } from '@jest/globals';
import type { Address, CheckedModeOptions, MemoryCorruptionError, Region } from '../src/index.js';
import { assertValidHeap, checkCanaries, freeMany, quarantineOf } from '../src/index.js';
import { framesOf } from '../src/modes/checked-sites.js';
import { thrownBy } from './support/heap-state.js';
import { CORRUPTION, INVALID_FREE, checkedHeap, poke } from './support/checked.js';

describe('what was found', () => {
  const collecting = (options: CheckedModeOptions = {}) => {
    const found: MemoryCorruptionError[] = [];
    const heap = checkedHeap({ ...options, onCorruption: (error) => found.push(error) });
    return { heap, region: heap.createRegion('a'), found };
  };

  it('goes to onCorruption if there is one, and the call goes on', () => {
    const { heap, region, found } = collecting({ quarantineBlocks: 0 });
    const addresses = [100, 5000, 20_000].map((byteLength) => {
      const address = region.allocate(byteLength);
      poke(heap, address, byteLength, 0);
      return address;
    });
    expect(checkCanaries(heap)).toBe(3);
    expect(
      found
        .splice(0)
        .map(({ address }) => address)
        .sort(),
    ).toEqual([...addresses].sort());
    region.free(addresses[0]!);
    const moved = region.reallocate(addresses[1]!, 30_000);
    freeMany(region, [addresses[2]!, moved]);
    expect(found.map(({ kind, byteOffset }) => [kind, byteOffset])).toEqual([
      ['overflow', 100],
      ['overflow', 5000],
      ['overflow', 20_000],
    ]);
    expect(region.stats().blockCount).toBe(0);
  });

  it('is told though onCorruption frees the very block that is about to be freed', () => {
    for (const byteLength of [100, 20_000]) {
      const meddle: { run?: () => void } = {};
      const heap = checkedHeap({
        quarantineBlocks: 47, // one of each size
        onCorruption: () => {
          const { run } = meddle;
          delete meddle.run;
          run?.();
        },
      });
      const region = heap.createRegion('a');
      const [first, second] = [region.allocate(byteLength), region.allocate(byteLength)];
      region.free(first);
      poke(heap, first, 0, 0); // found when it makes room for the second one
      meddle.run = () => region.free(second);
      const error = thrownBy(() => region.free(second));
      expect(error.code).toBe(INVALID_FREE);
      assertValidHeap(heap);
      expect(quarantineOf(region).blockCount).toBe(region.stats().blockCount);
    }
  });

  it('is told though onCorruption frees the block that is about to be reallocated', () => {
    const meddle: { run?: () => void } = {};
    const heap = checkedHeap({
      quarantineBlocks: 47,
      onCorruption: () => {
        const { run } = meddle;
        delete meddle.run;
        run?.();
      },
    });
    const region = heap.createRegion('a');
    const [first, second] = [region.allocate(20_000), region.allocate(20_000)];
    region.free(first);
    poke(heap, first, 0, 0);
    meddle.run = () => region.free(second);
    const error = thrownBy(() => region.reallocate(second, 90_000));
    expect(error.code).toBe(INVALID_FREE);
    assertValidHeap(heap);
    expect(quarantineOf(region).blockCount).toBe(region.stats().blockCount);
  });

  it('is told at dispose to onCorruption, and never thrown there', () => {
    const { heap, region, found } = collecting();
    poke(heap, region.allocate(100), 100, 0);
    const freed = region.allocate(100);
    region.free(freed);
    poke(heap, freed, 0, 0);
    heap.dispose();
    expect(found.map(({ kind }) => kind).sort()).toEqual(['overflow', 'write-after-free']);

    const silent = checkedHeap();
    const own = silent.createRegion('a');
    poke(silent, own.allocate(100), 100, 0);
    own.dispose();
    expect(own.disposed).toBe(true);
  });

  it('may make onCorruption free, dispose, or throw', () => {
    let act: (address: Address) => void = () => undefined;
    const heap = checkedHeap({ onCorruption: ({ address }) => act(address) });
    const damaged = (region: Region): Address => {
      const address = region.allocate(100);
      poke(heap, address, 100, 0);
      return address;
    };
    const region = heap.createRegion('a');
    act = (address) => {
      act = () => undefined; // it is damaged still
      region.free(address);
    };
    const first = damaged(region);
    expect(thrownBy(() => region.free(first)).code).toBe(INVALID_FREE); // it was freed meanwhile
    const failure = new Error('mine');
    act = () => {
      throw failure;
    };
    const second = damaged(region);
    expect(thrownBy(() => region.free(second))).toBe(failure);
    expect(region.usableByteLength(second)).toBe(100);
    act = () => region.dispose();
    expect(thrownBy(() => region.free(second)).code).toBe('ERR_SANDY_DISPOSED');
    assertValidHeap(heap);
  });

  it('names the place of the allocation, where that was sampled', () => {
    const { heap, region, found } = collecting({ siteInterval: 2 });
    function allocateHere(): Address {
      return region.allocate(100);
    }
    const addresses = [allocateHere(), allocateHere(), allocateHere(), allocateHere()];
    for (const address of addresses) poke(heap, address, 100, 0);
    checkCanaries(heap);
    const sites = addresses.map(
      (address) => found.find((error) => error.address === address)!.site,
    );
    expect([sites[0], sites[2]]).toEqual([undefined, undefined]);
    for (const site of [sites[1], sites[3]]) {
      expect(site![0]).toMatch(/allocateHere.*checked-reports\.test/);
    }
    // The next block at that place has no site of its own.
    for (const address of addresses) region.free(address);
    region.trim();
    found.length = 0;
    const next = region.allocate(100);
    poke(heap, next, 100, 0);
    checkCanaries(heap);
    expect(found.map(({ site }) => site)).toEqual([undefined]);
  });
});

describe('stacks', () => {
  const scope = globalThis as { Error: unknown };
  const RealError = scope.Error;
  afterEach(() => {
    scope.Error = RealError;
  });

  it('are read as V8, QuickJS, SpiderMonkey and JavaScriptCore write them', () => {
    expect(framesOf('Error: at x\n    at f (a.js:1:2)\n    at b.js:3:4\n')).toEqual([
      'f (a.js:1:2)',
      'b.js:3:4',
    ]);
    expect(framesOf('    at f (a.js:1)\n    at <eval> (b.js)\n')).toEqual([
      'f (a.js:1)',
      '<eval> (b.js)',
    ]);
    expect(framesOf('f@http://x/a.js:1:2\n@http://x/a.js:3:4\n')).toEqual([
      'f@http://x/a.js:1:2',
      '@http://x/a.js:3:4',
    ]);
    expect(framesOf('')).toEqual([]);
  });

  it('are remembered even when there are more of them than are kept once each', () => {
    let count = 0;
    scope.Error = class extends (RealError as ErrorConstructor) {
      constructor() {
        super();
        const frames = ['a', 'b', 'c', 'd', `place-${count++}`].map((name) => `    at ${name}`);
        Object.defineProperty(this, 'stack', { value: ['Error', ...frames].join('\n') });
      }
    };
    const heap = checkedHeap({ siteInterval: 1 });
    const region = heap.createRegion('a');
    const addresses = Array.from({ length: 4100 }, () => region.allocate(16));
    scope.Error = RealError;
    for (const index of [0, 4095, 4096, 4099]) {
      poke(heap, addresses[index]!, 16, 0);
      const error = thrownBy(() => region.free(addresses[index]!));
      expect(error).toMatchObject({ code: CORRUPTION, site: [`place-${index}`] });
    }
  });

  it('are not needed', () => {
    for (const stack of [undefined, 5, '']) {
      scope.Error = class extends (RealError as ErrorConstructor) {
        constructor() {
          super();
          Object.defineProperty(this, 'stack', { value: stack });
        }
      };
      const heap = checkedHeap({ siteInterval: 1 });
      const region = heap.createRegion('a');
      const address = region.allocate(100);
      scope.Error = RealError;
      poke(heap, address, 100, 0);
      expect(thrownBy(() => region.free(address))).toMatchObject({ code: CORRUPTION, site: [] });
    }
  });
});
