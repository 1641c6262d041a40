import { describe, expect, it, jest } from '@jest/globals';
import { assertValidHeap, inspectHeap } from '../src/index.js';
import type { Heap, HeapDump, HeapInspection, Region } from '../src/index.js';
import { layersOf, parseXml } from './support/heap-map.js';

/** The example lies outside this package; its types are checked where it lies. */
interface Example {
  main(): {
    heap: Heap;
    miner: Region;
    builder: Region;
    inspection: HeapInspection;
    dump: HeapDump;
    map: string;
  };
}

const EXAMPLE = new URL('../../../examples/regions.ts', import.meta.url);

describe('the example of regions', () => {
  it('runs, and does what it says', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const { main } = (await import(EXAMPLE.pathname)) as Example;
    const { heap, miner, builder, inspection, dump, map } = main();
    const lines = log.mock.calls.map((values) => values.join(' '));
    log.mockRestore();

    const { committedBytes, metadataBytes, liveBytes } = inspection.stats;
    const { freeSlotBytes, tailBytes } = inspection.internal;
    expect(lines).toEqual([
      expect.stringMatching(/^the mods and the tables pay (\d+) bytes, the heap holds \1$/),
      'refused: region "builder": 2097152 bytes requested, 684032 of 1048576 in use',
      'the builder had 500 blocks and has 500',
      'the chest lies where it was and ends with 7: now the builder pays for it',
      `${committedBytes - metadataBytes - liveBytes} bytes are held and hold no block`,
      `of these ${freeSlotBytes} in free slots, ${tailBytes} in tails of slabs`,
      '1000 blocks gone, the miner pays 0 bytes',
    ]);
    expect(freeSlotBytes + tailBytes).toBe(committedBytes - metadataBytes - liveBytes);
    expect(miner.disposed).toBe(true);
    expect(builder.stats().blockCount).toBe(501);
    expect(inspectHeap(dump)).toEqual(inspection);
    expect(inspection.internal.freeSlotBytes).toBeGreaterThan(0);
    const pages = layersOf(parseXml(map)).reduce((sum, { pageCount }) => sum + pageCount, 0);
    expect(pages * 4096).toBe(inspection.stats.reservedBytes);
    assertValidHeap(heap);
  });
});
