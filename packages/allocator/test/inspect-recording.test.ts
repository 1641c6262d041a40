import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Address, HeapMode, Region } from '../src/index.js';
import { allocateManyInto, freeMany, Heap } from '../src/index.js';
import { withSeeds } from './support/random.js';

/** The recorder is an example, outside this package; its types are checked where it lies. */
interface RecorderModule {
  Recording: new () => {
    readonly mode: HeapMode;
    readonly operationCount: number;
    readonly blockCount: number;
    toTrace(): Int32Array;
  };
}

const RECORDER = new URL('../../../examples/allocation-trace/recording.ts', import.meta.url);
const TRACE = new URL('../../../benchmarks/traces/bot.trace.gz', import.meta.url);

/**
 * @throws {Error} if the trace frees what is not live, or allocates an id twice. @returns byte
 * lengths by id
 */
function blocksAfter(trace: Int32Array): Map<number, number> {
  const live = new Map<number, number>();
  for (let i = 0; i < trace.length; i += 2) {
    const id = trace[i]!;
    const n = trace[i + 1]!;
    if (live.has(id) !== n <= 0) throw new Error(`operation ${i / 2}: [${id}, ${n}]`);
    if (n === 0) live.delete(id);
    else live.set(id, Math.abs(n));
  }
  return live;
}

describe('a recording', () => {
  it('has one operation for each that was asked for, and what they leave', async () => {
    const { Recording } = (await import(RECORDER.pathname)) as RecorderModule;
    withSeeds(3, (random) => {
      const recording = new Recording();
      const heap = Heap.create({ mode: recording.mode });
      const regions = ['a', 'b'].map((name) => heap.createRegion(name));
      const blocks: { region: Region; address: Address; byteLength: number }[] = [];
      const expected: number[] = [];
      for (let i = 0; i < 2000; i++) {
        const byteLength = random.below(random.pick([50, 5000, 50_000]));
        const block = random.below(2) === 0 ? undefined : blocks[random.below(blocks.length)];
        if (block === undefined) {
          const region = random.pick(regions);
          blocks.push({ region, byteLength, address: region.allocate(byteLength) });
          expected.push(Math.max(1, byteLength));
        } else if (random.below(2) === 0) {
          block.region.free(block.address);
          blocks.splice(blocks.indexOf(block), 1);
          expected.push(0);
        } else {
          block.address = block.region.reallocate(block.address, byteLength); // may move: still one
          block.byteLength = byteLength;
          expected.push(-Math.max(1, byteLength));
        }
      }
      const trace = recording.toTrace();
      expect([...trace].filter((_, index) => index % 2 === 1)).toEqual(expected);
      const sorted = (lengths: number[]): number[] => lengths.sort((a, b) => a - b);
      const left = blocks.map(({ byteLength }) => Math.max(1, byteLength));
      expect(sorted([...blocksAfter(trace).values()])).toEqual(sorted(left));
      expect(recording.blockCount).toBe(blocks.length);
      heap.dispose();
    });
  });

  it('sees bulk calls block by block', async () => {
    const { Recording } = (await import(RECORDER.pathname)) as RecorderModule;
    const recording = new Recording();
    const region = Heap.create({ mode: recording.mode }).createRegion('r');
    const addresses = new Int32Array(100);
    allocateManyInto(region, 64, addresses);
    expect(recording.blockCount).toBe(100);
    freeMany(region, addresses);
    expect([recording.blockCount, recording.operationCount]).toEqual([0, 200]);
  });
});

describe('the trace of a bot', () => {
  const file = readFileSync(TRACE);
  const bytes = gunzipSync(file);
  const trace = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);

  it('frees what it allocated, all of it, and nothing else', () => {
    expect(blocksAfter(trace).size).toBe(0);
  });

  it('is small enough to lie in the repository, and long enough to measure with', () => {
    expect(file.length).toBeLessThan(1_000_000);
    expect(trace.length / 2).toBeGreaterThan(100_000);
  });
});
