/**
 * Regions: two mods on one heap, each with an account and a limit; one exceeds its limit, one hands
 * a block over, one goes, and what is left is looked at and drawn.
 *
 * Run it after a build: `node examples/dist/regions.js [MAP.svg]`.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Heap, dumpHeap, heapMapSvg, inspectHeap, transferBlock } from '@sandy/allocator';
import type { Account, Region } from '@sandy/allocator';

/**
 * Who pays: anything that can be charged. `@sandy/tracker` has accounts with limits and statistics.
 */
class Purse implements Account {
  bytes = 0;

  charge(byteLength: number): void {
    this.bytes += byteLength;
  }

  release(byteLength: number): void {
    this.bytes -= byteLength;
  }
}

/** Blocks of a game's sizes: packets and light, a few long ones among them. */
function work(region: Region, count: number): Int32Array {
  const addresses = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const byteLength = i % 50 === 0 ? 20_000 : i % 3 === 0 ? 2048 : 16 + ((i * 37) % 500);
    addresses[i] = region.allocate(byteLength);
  }
  return addresses;
}

/** @returns what the steps made, for whoever wants to look at it */
export function main() {
  const tables = new Purse();
  const purses = { miner: new Purse(), builder: new Purse() };
  const heap = Heap.create({ metadataAccount: tables });
  const miner = heap.createRegion('miner', { account: purses.miner });
  const builder = heap.createRegion('builder', { account: purses.builder, limitBytes: 1 << 20 });

  // Each pays for its own pages, the heap's tables are an account of their own, and together that
  // is everything.
  const blocks = work(miner, 2000);
  work(builder, 500);
  const paid = tables.bytes + purses.miner.bytes + purses.builder.bytes;
  const { committedBytes: held } = heap.stats();
  console.log(`the mods and the tables pay ${paid} bytes, the heap holds ${held}`);

  // A limit refuses before anything is taken, and nobody else notices.
  const before = builder.stats().blockCount;
  try {
    builder.allocate(2 << 20);
  } catch (error) {
    console.log(`refused: ${(error as Error).message}`);
  }
  console.log(`the builder had ${before} blocks and has ${builder.stats().blockCount}`);

  // A block changes owners: one with pages of its own stays where it is.
  const chest = miner.allocate(30_000);
  miner.bytes(chest).fill(7);
  const moved = transferBlock(miner, chest, builder);
  const place = moved === chest ? 'where it was' : 'elsewhere';
  const last = builder.bytes(moved)[29_999];
  console.log(`the chest lies ${place} and ends with ${last}: now the builder pays for it`);

  // Every other small block goes: live bytes fall more than committed ones. Inspection says where
  // the rest is.
  for (let i = 1; i < blocks.length; i += 2) miner.free(blocks[i]! as typeof chest);
  const inspection = inspectHeap(heap);
  const { freeSlotBytes, tailBytes } = inspection.internal;
  const { committedBytes, liveBytes, metadataBytes } = inspection.stats;
  const difference = committedBytes - metadataBytes - liveBytes;
  console.log(`${difference} bytes are held and hold no block`);
  console.log(`of these ${freeSlotBytes} in free slots, ${tailBytes} in tails of slabs`);
  const dump = dumpHeap(heap);
  const map = heapMapSvg(dump, { title: 'Two mods' });

  // The miner is unloaded: all its blocks in one call.
  const count = miner.stats().blockCount;
  miner.dispose();
  console.log(`${count} blocks gone, the miner pays ${purses.miner.bytes} bytes`);
  return { heap, miner, builder, inspection, dump, map };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { map } = main();
  const file = process.argv[2];
  if (file === undefined) console.log('a map of the heap: node examples/dist/regions.js MAP.svg');
  else {
    writeFileSync(file, map);
    console.log(`wrote ${file}: the heap before the miner went`);
  }
}
