/**
 * Collections against what JavaScript has and what its libraries offer, and against C++ and Java
 * where those are installed. The cases stand in `collections/`, a file a kind.
 */
import { batchCases } from './collections/batches.js';
import { bitCases } from './collections/bits.js';
import { blockMapCases } from './collections/block-maps.js';
import { blockSetCases, blockSetMemory } from './collections/block-sets.js';
import { chunkCases, chunkMemory } from './collections/chunk-maps.js';
import { floodingCases } from './collections/flooding.js';
import { heapCases } from './collections/heaps.js';
import { intervalCases } from './collections/intervals.js';
import { intCases, intMemory } from './collections/ints.js';
import { listCases } from './collections/lists.js';
import { lruCases, lruMemory } from './collections/lru.js';
import { nativeCases } from './collections/natives.js';
import { pauseCases } from './collections/pauses.js';
import { queueCases } from './collections/queues.js';
import { sortedCases, sortedMemory } from './collections/sorted.js';
import { sparseCases } from './collections/sparse.js';
import { stringLruCases, stringLruMemory } from './collections/string-lru.js';
import { stringCases, stringMemory } from './collections/strings.js';
import { taggedCases } from './collections/tagged.js';
import { defineSuite } from './lib/suite.js';

/** Fewer than the runner would make: there are so many cases, and all must be over in minutes. */
const ROUNDS = 7;

export const suite = defineSuite({
  about:
    'collections against those of JavaScript, of its libraries, of C++ and of Java, by random access',
  cases: (options) =>
    [
      ...intCases(options),
      ...taggedCases(options),
      ...nativeCases(options),
      ...batchCases(options),
      ...blockMapCases(options),
      ...chunkCases(options),
      ...blockSetCases(options),
      ...lruCases(options),
      ...stringLruCases(options),
      ...sortedCases(options),
      ...queueCases(options),
      ...heapCases(options),
      ...listCases(options),
      ...bitCases(options),
      ...sparseCases(options),
      ...stringCases(options),
      ...intervalCases(options),
      ...floodingCases(options),
      ...pauseCases(options),
    ].map((one) => ({ rounds: ROUNDS, ...one })),
  // Below 10^5 entries the process's own noise, some 300 KB, would show.
  memory: (options) => [
    ...intMemory(options),
    ...chunkMemory(options),
    ...blockSetMemory(options),
    ...lruMemory(options),
    ...stringLruMemory(options),
    ...sortedMemory(options),
    ...stringMemory(options),
  ],
});
