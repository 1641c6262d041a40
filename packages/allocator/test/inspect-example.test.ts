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

    expect(lines).toEqual([
      'paid for: true',
      '2 MiB for the builder: undefined',
      'the builder lost 0 blocks',
      'same place: true, content kept: true',
      'waste found: true',
      '1000 blocks gone, the miner pays 0 bytes',
    ]);
    expect(miner.disposed).toBe(true);
    expect(builder.stats().blockCount).toBe(501);
    expect(inspectHeap(dump)).toEqual(inspection);
    expect(inspection.internal.freeSlotBytes).toBeGreaterThan(0);
    const pages = layersOf(parseXml(map)).reduce((sum, { pageCount }) => sum + pageCount, 0);
    expect(pages * 4096).toBe(inspection.stats.reservedBytes);
    assertValidHeap(heap);
  });
});
