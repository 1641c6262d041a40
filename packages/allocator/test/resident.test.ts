import { describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Heap, typedArrayEngine } from '../src/index.js';
import type { Address, Region } from '../src/index.js';

const MiB = 2 ** 20;
const MEGABYTES = 256;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Resident bytes of this process, once the collector has dropped what can go. */
async function residentBytes(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve)); // buffers go in a task of their own
  }
  return process.memoryUsage.rss();
}

function fill(region: Region, byteLength: number): Address[] {
  return Array.from({ length: (MEGABYTES * MiB) / byteLength }, () => {
    const address = region.allocate(byteLength);
    region.bytes(address).fill(1);
    return address;
  });
}

describe('memory that the system has given', () => {
  it.each([
    ['of small blocks, by free and trim', 4096, 'trim'],
    ['of long blocks, by free and trim', 100_000, 'trim'],
    ['of huge blocks, by free alone', 8 * MiB, 'free'],
    ['of a region, by dispose', 4096, 'dispose'],
  ])('goes back to it: %s', async (_what, byteLength, how) => {
    const heap = Heap.create({ engine: typedArrayEngine });
    const region = heap.createRegion('a');
    const before = await residentBytes();
    const blocks = fill(region, byteLength);
    const full = await residentBytes();
    expect(full - before).toBeGreaterThan(0.7 * MEGABYTES * MiB); // what ran before may still shrink
    if (how === 'dispose') region.dispose();
    else for (const address of blocks) region.free(address);
    if (how === 'trim') heap.trim();
    expect(full - (await residentBytes())).toBeGreaterThan(0.8 * MEGABYTES * MiB);
    expect(heap.stats().reservedBytes).toBeLessThanOrEqual(how === 'dispose' ? 8 * MiB : 0);
  });
});
