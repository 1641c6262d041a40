/**
 * What lives for a tick, and packets on their way: the arena against freeing each block and against
 * the objects that the garbage collector takes, the ring against queues of buffers.
 */
import { CheckedTickArena, Heap, PacketRing, TickArena } from '@sandy/allocator';
import type { Address, Region } from '@sandy/allocator';
import { defineSuite } from './lib/suite.js';
import type { RunOptions, TimedCase, Workload } from './lib/suite.js';
import { createRandom } from './blocks/random.js';

const SEED = 20_261_122;

export const suite = defineSuite({
  about:
    'blocks that end with the tick, against a region, typed arrays and buffers; queues of packets',
  cases: (options) => [...tickCases(options), ...viewCases(options), ...queueCases(options)],
});

/** Lengths from `minimum` to `maximum` bytes, the same in each run. */
function byteLengthsOf(count: number, minimum: number, maximum: number): Int32Array {
  const random = createRandom(SEED);
  return new Int32Array(count).map(() => minimum + (random() % (maximum - minimum + 1)));
}

const createRegion = (): Region => Heap.create().createRegion('tick');

/** A tick: blocks of all lengths, the first word of each written and read. */
function tickOfArena(byteLengths: Int32Array, arena: TickArena): Workload {
  const { heap } = arena.region;
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < byteLengths.length; i++) {
      const address = arena.allocate(byteLengths[i]!);
      const words = heap.wordsOf(address);
      const first = heap.offsetOf(address) >>> 2;
      words[first] = i;
      sum += words[first]!;
    }
    arena.reset();
    return sum;
  };
  return { operations: byteLengths.length, run, dispose: () => heap.dispose() };
}

function tickOfRegion(byteLengths: Int32Array): Workload {
  const region = createRegion();
  const { heap } = region;
  const blocks = new Int32Array(byteLengths.length);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < byteLengths.length; i++) {
      const address = region.allocate(byteLengths[i]!);
      const words = heap.wordsOf(address);
      const first = heap.offsetOf(address) >>> 2;
      words[first] = i;
      sum += words[first]!;
      blocks[i] = address;
    }
    for (let i = 0; i < blocks.length; i++) region.free(blocks[i]! as Address);
    return sum;
  };
  return { operations: byteLengths.length, run, dispose: () => heap.dispose() };
}

function tickOfArrays(byteLengths: Int32Array): Workload {
  const blocks: Uint8Array[] = [];
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < byteLengths.length; i++) {
      const bytes = new Uint8Array(byteLengths[i]!);
      bytes[0] = i;
      sum += bytes[0]! + (i - (i & 255));
      blocks[i] = bytes;
    }
    return sum;
  };
  return { operations: byteLengths.length, run };
}

function tickOfBuffers(byteLengths: Int32Array): Workload {
  const blocks: Buffer[] = [];
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < byteLengths.length; i++) {
      const bytes = Buffer.allocUnsafe(byteLengths[i]!);
      bytes[0] = i;
      sum += bytes[0]! + (i - (i & 255));
      blocks[i] = bytes;
    }
    return sum;
  };
  return { operations: byteLengths.length, run };
}

function tickCases({ quick }: RunOptions): TimedCase[] {
  return [64, 2048].flatMap((maximum) => {
    const byteLengths = byteLengthsOf(quick ? 1000 : 5000, 16, maximum);
    const against = (peer: string, theirs: () => Workload): TimedCase => ({
      subject: 'TickArena',
      peer,
      operation: `allocate until the tick ends, 16-${maximum} B`,
      n: byteLengths.length,
      ours: () => tickOfArena(byteLengths, new TickArena(createRegion())),
      theirs,
    });
    return [
      against('Region.allocate and free', () => tickOfRegion(byteLengths)),
      against('new Uint8Array', () => tickOfArrays(byteLengths)),
      against('Buffer.allocUnsafe', () => tickOfBuffers(byteLengths)),
      against('CheckedTickArena', () =>
        tickOfArena(byteLengths, new CheckedTickArena(createRegion())),
      ),
    ];
  });
}

/** The same where an object is wanted for each block: a view costs more than what it shows. */
function tickOfViews(byteLengths: Int32Array): Workload {
  const arena = new TickArena(createRegion());
  const blocks: Uint8Array[] = [];
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < byteLengths.length; i++) {
      const bytes = arena.allocateBytes(byteLengths[i]!);
      bytes[0] = i;
      sum += bytes[0]! + (i - (i & 255));
      blocks[i] = bytes;
    }
    arena.reset();
    return sum;
  };
  return { operations: byteLengths.length, run };
}

function viewCases({ quick }: RunOptions): TimedCase[] {
  const byteLengths = byteLengthsOf(quick ? 1000 : 5000, 16, 2048);
  const common = {
    subject: 'TickArena',
    operation: 'views until the tick ends, 16-2048 B',
    n: byteLengths.length,
    ours: () => tickOfViews(byteLengths),
  };
  return [
    { ...common, peer: 'new Uint8Array', theirs: () => tickOfArrays(byteLengths) },
    { ...common, peer: 'Buffer.allocUnsafe', theirs: () => tickOfBuffers(byteLengths) },
  ];
}

/** Packets come in bursts, wait, and are read in order: their lengths and first and last bytes. */
interface Traffic {
  readonly packets: readonly Uint8Array[];
  readonly burst: number;
}

function trafficOf(count: number, burst: number): Traffic {
  const byteLengths = byteLengthsOf(count, 16, 1500);
  const packets = Array.from(byteLengths, (length, i) =>
    new Uint8Array(length).map((_, at) => i + at),
  );
  return { packets, burst };
}

function throughRing({ packets, burst }: Traffic): Workload {
  const ring = new PacketRing(createRegion(), { capacityBytes: 1 << 17 });
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < packets.length; i += burst) {
      for (let k = i; k < i + burst; k++) if (!ring.push(packets[k]!)) throw new Error('full');
      for (let k = 0; k < burst; k++) {
        const at = ring.peek()!;
        const { bytes } = ring;
        const length = ring.peekByteLength();
        sum += length + bytes[at]! + bytes[at + length - 1]!;
        ring.release();
      }
    }
    return sum;
  };
  return { operations: packets.length, run };
}

/**
 * As frame splitters do: what has come is put behind what is left, and frames are cut off in front.
 */
function throughConcat({ packets, burst }: Traffic): Workload {
  const run = (): number => {
    let sum = 0;
    let pending = Buffer.alloc(0);
    for (let i = 0; i < packets.length; i += burst) {
      for (let k = i; k < i + burst; k++) {
        const packet = packets[k]!;
        const header = Buffer.allocUnsafe(4);
        header.writeInt32LE(packet.length);
        pending = Buffer.concat([pending, header, packet]);
      }
      for (let k = 0; k < burst; k++) {
        const length = pending.readInt32LE(0);
        const packet = pending.subarray(4, 4 + length);
        sum += length + packet[0]! + packet[length - 1]!;
        pending = pending.subarray(4 + length);
      }
    }
    return sum;
  };
  return { operations: packets.length, run };
}

/** A copy of each packet, in an array. */
function throughArray({ packets, burst }: Traffic): Workload {
  const run = (): number => {
    let sum = 0;
    const queue: Buffer[] = [];
    for (let i = 0; i < packets.length; i += burst) {
      for (let k = i; k < i + burst; k++) queue.push(Buffer.from(packets[k]!));
      for (let k = 0; k < burst; k++) {
        const packet = queue.shift()!;
        sum += packet.length + packet[0]! + packet[packet.length - 1]!;
      }
    }
    return sum;
  };
  return { operations: packets.length, run };
}

function queueCases({ quick }: RunOptions): TimedCase[] {
  const count = quick ? 640 : 6400;
  return [4, 64].flatMap((burst) => {
    const traffic = trafficOf(count, burst);
    const common = {
      subject: 'PacketRing',
      operation: `queue packets of 16-1500 B, ${burst} waiting`,
      n: count,
      ours: () => throughRing(traffic),
    };
    return [
      { ...common, peer: 'Buffer.concat', theirs: () => throughConcat(traffic) },
      { ...common, peer: 'array of buffers', theirs: () => throughArray(traffic) },
    ];
  });
}
