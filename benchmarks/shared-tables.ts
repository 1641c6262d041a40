/**
 * What threads share, against what they would do without it: tables of their own, the package
 * `sharedmap`, operations of `Atomics` by hand, messages.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  BitSet,
  Int2IntMap,
  Long2IntMap,
  SharedBitSet,
  SharedInt2IntMap,
  SharedInt2IntMapReader,
  SharedLong2IntMap,
  SharedLong2IntMapReader,
  SharedRingConsumer,
  SharedRingProducer,
  SharedRingQueue,
} from '@sandy/collections';
import { createDeque } from './shared-tables/deque.js';
import { defineSuite } from './lib/suite.js';
import type { RunOptions, TimedCase, Workload } from './lib/suite.js';
import { keysOf, shuffledKeys, valueOf } from './shared-tables/data.js';
import { DONE, GO, passesOf, Readers, SUM } from './shared-tables/pair.js';
import { filledPeer } from './shared-tables/peer.js';
import type { ConsumerOrder } from './shared-tables/ring-consumer.js';

export const suite = defineSuite({
  about: 'tables, sets of bits and queues that threads share, against what people use instead',
  cases: (options) => [
    ...sizesOf(options).flatMap((n) => [
      ...readCases(n),
      ...longCases(n),
      ...writeCases(n),
      ...threadCases(n),
    ]),
    // More take it a minute to be filled.
    ...[10_000, 100_000].flatMap(peerCases),
    ...bitCases(),
    ...ringCases(options),
  ],
});

const sizesOf = ({ quick }: RunOptions): number[] => [10_000, quick ? 100_000 : 1_000_000];

function sharedTable(n: number): SharedInt2IntMap {
  const map = new SharedInt2IntMap();
  for (const key of keysOf(n)) map.set(key, valueOf(key));
  return map;
}

function plainTable(n: number): Int2IntMap {
  const map = new Int2IntMap();
  for (const key of keysOf(n)) map.set(key, valueOf(key));
  return map;
}

// Each loop is there once for each class: one that saw several would measure the call.

function sharedReads(n: number, keys: Int32Array): Workload {
  const table = SharedInt2IntMapReader.attach(sharedTable(n).token());
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) {
      const value = table.get(keys[i]!);
      if (value !== undefined) sum = (sum + value) | 0;
    }
    return sum;
  };
  return { operations: keys.length, run };
}

function plainReads(n: number, keys: Int32Array): Workload {
  const table = plainTable(n);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < keys.length; i++) {
      const value = table.get(keys[i]!);
      if (value !== undefined) sum = (sum + value) | 0;
    }
    return sum;
  };
  return { operations: keys.length, run };
}

/** Its keys are strings: made before, so that only the look-up is timed. */
function peerReads(n: number, keys: Int32Array): Workload {
  const table = filledPeer(n);
  const names = Array.from(keys, String);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < names.length; i++) {
      const value = table.get(names[i]!);
      if (value !== undefined) sum = (sum + Number(value)) | 0;
    }
    return sum;
  };
  return { operations: names.length, run };
}

function readCases(n: number): TimedCase[] {
  const hits = shuffledKeys(keysOf(n), 1);
  const misses = keysOf(n, true);
  return [
    { operation: 'get (hit)', keys: hits },
    { operation: 'get (miss)', keys: misses },
  ].map(({ operation, keys }) => {
    const common = { subject: 'SharedInt2IntMapReader', operation, n };
    const ours = (): Workload => sharedReads(n, keys);
    return { ...common, peer: 'Int2IntMap', ours, theirs: () => plainReads(n, keys) };
  });
}

function longCases(n: number): TimedCase[] {
  const keys = shuffledKeys(keysOf(n), 1);
  return [
    {
      subject: 'SharedLong2IntMapReader',
      peer: 'Long2IntMap',
      operation: 'get (hit)',
      n,
      ours: () => {
        const map = new SharedLong2IntMap();
        for (const key of keysOf(n)) map.set(key >> 5, key, valueOf(key));
        const table = SharedLong2IntMapReader.attach(map.token());
        const run = (): number => {
          let sum = 0;
          for (let i = 0; i < n; i++) sum = (sum + table.get(keys[i]! >> 5, keys[i]!)!) | 0;
          return sum;
        };
        return { operations: n, run };
      },
      theirs: () => {
        const table = new Long2IntMap();
        for (const key of keysOf(n)) table.set(key >> 5, key, valueOf(key));
        const run = (): number => {
          let sum = 0;
          for (let i = 0; i < n; i++) sum = (sum + table.get(keys[i]! >> 5, keys[i]!)!) | 0;
          return sum;
        };
        return { operations: n, run };
      },
    },
  ];
}

function sharedChanges(n: number, keys: Int32Array): Workload {
  const table = sharedTable(n);
  const run = (): number => {
    for (let i = 0; i < n; i++) table.set(keys[i]!, i);
    return table.size;
  };
  return { operations: n, run };
}

function plainChanges(n: number, keys: Int32Array): Workload {
  const table = plainTable(n);
  const run = (): number => {
    for (let i = 0; i < n; i++) table.set(keys[i]!, i);
    return table.size;
  };
  return { operations: n, run };
}

function sharedChurn(n: number, keys: Int32Array): Workload {
  const table = sharedTable(n);
  const run = (): number => {
    for (let i = 0; i < n; i++) {
      table.delete(keys[i]!);
      table.set(keys[i]!, i);
    }
    return table.size;
  };
  return { operations: 2 * n, run };
}

function plainChurn(n: number, keys: Int32Array): Workload {
  const table = plainTable(n);
  const run = (): number => {
    for (let i = 0; i < n; i++) {
      table.delete(keys[i]!);
      table.set(keys[i]!, i);
    }
    return table.size;
  };
  return { operations: 2 * n, run };
}

function writeCases(n: number): TimedCase[] {
  const keys = shuffledKeys(keysOf(n), 2);
  const common = { subject: 'SharedInt2IntMap', peer: 'Int2IntMap', n };
  return [
    {
      ...common,
      operation: 'set (there)',
      ours: () => sharedChanges(n, keys),
      theirs: () => plainChanges(n, keys),
    },
    {
      ...common,
      operation: 'delete + set',
      ours: () => sharedChurn(n, keys),
      theirs: () => plainChurn(n, keys),
    },
  ];
}

/** Against `sharedmap`. */
function peerCases(n: number): TimedCase[] {
  const hits = shuffledKeys(keysOf(n), 1);
  const misses = keysOf(n, true);
  const reads = { subject: 'SharedInt2IntMapReader', peer: 'sharedmap', n };
  return [
    {
      ...reads,
      operation: 'get (hit)',
      ours: () => sharedReads(n, hits),
      theirs: () => peerReads(n, hits),
    },
    {
      ...reads,
      operation: 'get (miss)',
      ours: () => sharedReads(n, misses),
      theirs: () => peerReads(n, misses),
    },
    {
      ...reads,
      operation: 'get (hit), 2 threads at once',
      ours: () => readers(n, { token: sharedTable(n).token() }),
      theirs: () => readers(n, { map: filledPeer(n) }),
    },
    {
      ...reads,
      subject: 'SharedInt2IntMap',
      operation: 'set (there)',
      ours: () => sharedChanges(n, hits),
      theirs: () => peerChanges(n, hits),
    },
  ];
}

function peerChanges(n: number, keys: Int32Array): Workload {
  const table = filledPeer(n);
  const names = Array.from(keys, String);
  const values = Array.from(keys, (_, i) => String(i));
  const run = (): number => {
    for (let i = 0; i < n; i++) table.set(names[i]!, values[i]!);
    return table.length;
  };
  return { operations: n, run };
}

/** All threads at once; a run is over when the last of them is. */
function readers(n: number, order: { token?: object; map?: object }, threads = 2): Workload {
  const pair = new Readers(n, order as ConstructorParameters<typeof Readers>[1], threads);
  const operations = threads * n * passesOf(n);
  return { operations, run: () => pair.run(), dispose: () => pair.dispose() };
}

async function underWriter(n: number): Promise<Workload> {
  const map = sharedTable(n);
  const token = map.token();
  map.dispose();
  const url = new URL('./shared-tables/writer.js', import.meta.url);
  const writer = new Worker(url, { workerData: { token, n } });
  await new Promise((resolve) => writer.once('message', resolve));
  const workload = readers(n, { token }, 1);
  return {
    ...workload,
    dispose() {
      workload.dispose?.();
      void writer.terminate();
    },
  };
}

/** As many entries as under the writer, so that the table is as large. */
function withoutWriter(n: number): Workload {
  const map = sharedTable(n);
  for (const key of keysOf(n, true)) map.set(key, valueOf(key));
  return readers(n, { token: map.token() }, 1);
}

function threadCases(n: number): TimedCase[] {
  const common = { subject: 'SharedInt2IntMapReader', n };
  const ours = (): Workload => readers(n, { token: sharedTable(n).token() });
  const two = { ...common, operation: 'get (hit), 2 threads at once', ours };
  return [
    { ...two, peer: 'an Int2IntMap each', theirs: () => readers(n, {}) },
    {
      ...common,
      operation: 'get (hit) while another thread writes all the time',
      peer: 'while nobody writes',
      ours: () => underWriter(n),
      theirs: () => withoutWriter(n),
    },
  ];
}

function bitCases(): TimedCase[] {
  const n = 1_000_000;
  const indices = shuffledKeys(
    Int32Array.from({ length: n }, (_, i) => i),
    3,
  );
  const common = { subject: 'SharedBitSet', n };
  return [
    {
      ...common,
      operation: 'add + delete',
      peer: 'Atomics by hand',
      ours: () => {
        const set = new SharedBitSet({ capacity: n });
        const run = (): number => {
          let sum = 0;
          for (let i = 0; i < n; i++) if (set.add(indices[i]!)) sum++;
          for (let i = 0; i < n; i++) if (set.delete(indices[i]!)) sum++;
          return sum;
        };
        return { operations: 2 * n, run };
      },
      theirs: () => {
        const words = new Int32Array(new SharedArrayBuffer(n / 8));
        const run = (): number => {
          let sum = 0;
          for (let i = 0; i < n; i++) {
            const [at, bit] = [indices[i]! >>> 5, 1 << indices[i]!];
            if ((Atomics.or(words, at, bit) & bit) === 0) sum++;
          }
          for (let i = 0; i < n; i++) {
            const [at, bit] = [indices[i]! >>> 5, 1 << indices[i]!];
            if ((Atomics.and(words, at, ~bit) & bit) !== 0) sum++;
          }
          return sum;
        };
        return { operations: 2 * n, run };
      },
    },
    {
      ...common,
      operation: 'has',
      peer: 'BitSet of one thread',
      ours: () => {
        const set = new SharedBitSet(indices.subarray(0, n / 2));
        const run = (): number => {
          let sum = 0;
          for (let i = 0; i < n; i++) if (set.has(i)) sum++;
          return sum;
        };
        return { operations: n, run };
      },
      theirs: () => {
        const set = new BitSet(indices.subarray(0, n / 2));
        const run = (): number => {
          let sum = 0;
          for (let i = 0; i < n; i++) if (set.has(i)) sum++;
          return sum;
        };
        return { operations: n, run };
      },
    },
    {
      ...common,
      operation: 'cardinality, a bit',
      peer: 'BitSet of one thread',
      ours: () => {
        const set = new SharedBitSet(indices.subarray(0, n / 2));
        return { operations: n, run: () => set.cardinality() };
      },
      theirs: () => {
        const set = new BitSet(indices.subarray(0, n / 2));
        return { operations: n, run: () => set.cardinality() };
      },
    },
  ];
}

/** How much is put in before anything is taken out, in one thread. */
const BURST = 256;

function ringCases({ quick }: RunOptions): TimedCase[] {
  const n = quick ? 16_384 : 262_144;
  const alone = { subject: 'SharedRingQueue', operation: 'put in + take out, one thread', n };
  const across = { subject: 'SharedRingQueue', n };
  return [
    { ...alone, peer: 'denque', ours: () => ringAlone(n), theirs: () => createDeque(n, BURST) },
    { ...alone, peer: 'MessagePort', ours: () => ringAlone(n), theirs: () => portAlone(n) },
    {
      ...across,
      operation: 'to another thread, one by one',
      peer: 'MessagePort',
      ours: () => ringAcross(n, 1),
      theirs: () => portAcross(n, 1),
    },
    {
      ...across,
      operation: `to another thread, ${BURST} at once`,
      peer: 'MessagePort',
      ours: () => ringAcross(n, BURST),
      theirs: () => portAcross(n, BURST),
    },
  ];
}

function ringAlone(n: number): Workload {
  const token = new SharedRingQueue({ capacity: BURST }).token();
  const producer = SharedRingProducer.attach(token);
  const consumer = SharedRingConsumer.attach(token);
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i += BURST) {
      for (let j = 0; j < BURST; j++) producer.offer(i + j);
      for (let j = 0; j < BURST; j++) sum = (sum + consumer.poll()!) | 0;
    }
    return sum;
  };
  return { operations: n, run };
}

function portAlone(n: number): Workload {
  const { port1, port2 } = new MessageChannel();
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i += BURST) {
      for (let j = 0; j < BURST; j++) port1.postMessage(i + j);
      for (let j = 0; j < BURST; j++)
        sum = (sum + (receiveMessageOnPort(port2) as { message: number }).message) | 0;
    }
    return sum;
  };
  return { operations: n, run, dispose: () => port1.close() };
}

/** A thread that takes out; the main thread puts in and sleeps until the other has had all. */
function startConsumer(order: Omit<ConsumerOrder, 'control'>): [Worker, Int32Array] {
  const control = new Int32Array(new SharedArrayBuffer(16));
  const url = new URL('./shared-tables/ring-consumer.js', import.meta.url);
  const worker = new Worker(url, {
    workerData: { ...order, control: control.buffer },
    transferList: order.port === undefined ? [] : [order.port],
  });
  return [worker, control];
}

/** @returns the sum that the other thread has come to. */
function awaitRound(control: Int32Array): number {
  control[GO]!++;
  for (let done = control[DONE]!; done !== control[GO]; done = Atomics.load(control, DONE)) {
    Atomics.wait(control, DONE, done);
  }
  return control[SUM]!;
}

function ringAcross(n: number, burst: number): Workload {
  const token = new SharedRingQueue({ capacity: 4_096 }).token();
  const producer = SharedRingProducer.attach(token);
  const [worker, control] = startConsumer({ count: n, token });
  const words = new Int32Array(burst);
  const run = (): number => {
    if (burst === 1) {
      for (let i = 0; i < n;) {
        if (producer.offer(i)) i++;
        else producer.waitForRoom();
      }
    } else {
      for (let i = 0; i < n; i += burst) {
        for (let j = 0; j < burst; j++) words[j] = i + j;
        for (let from = 0; from < burst;) {
          const put = producer.offerFrom(words, from);
          if (put === 0) producer.waitForRoom();
          from += put;
        }
      }
    }
    return awaitRound(control);
  };
  return { operations: n, run, dispose: () => void worker.terminate() };
}

function portAcross(n: number, burst: number): Workload {
  const { port1, port2 } = new MessageChannel();
  const [worker, control] = startConsumer({ count: n, port: port2 });
  const words = new Int32Array(burst);
  const run = (): number => {
    if (burst === 1) {
      for (let i = 0; i < n; i++) port1.postMessage(i);
    } else {
      for (let i = 0; i < n; i += burst) {
        for (let j = 0; j < burst; j++) words[j] = i + j;
        port1.postMessage(words);
      }
    }
    return awaitRound(control);
  };
  return {
    operations: n,
    run,
    dispose() {
      port1.close();
      void worker.terminate();
    },
  };
}
