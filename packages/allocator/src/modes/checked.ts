import type { HeapMode } from '../api.js';
import { assertOptions } from '../assert-options.js';
import { InvalidArgumentError } from '../errors.js';
import { assertHeap, assertRegion } from '../guards.js';
import { internalsOf } from '../heap.js';
import type { Heap } from '../heap.js';
import type { Region } from '../region.js';
import { Entries } from './checked-entries.js';
import type { MemoryCorruptionError } from './checked-error.js';
import {
  MIN_QUARANTINE_BLOCKS,
  MIN_QUARANTINE_BYTES,
  quarantineBounds,
} from './checked-quarantine.js';
import { CheckedRegion } from './checked-region.js';

/**
 * More bytes than a block in a slot has, and as many as there are in the longest one that is
 * poisoned at all.
 */
const ALL_BYTES = 2 ** 30;

const MODE_NAME = 'checked';

export interface CheckedModeOptions {
  /**
   * Gets what was found: writes out of bounds and after free. It may use the heap.
   *
   * Without it, what `dispose` finds is told to nobody, since that throws nothing: call
   * {@link checkCanaries} before you dispose of a region or the heap.
   * @defaultValue it is thrown by the call that found it
   */
  readonly onCorruption?: (error: MemoryCorruptionError) => void;
  /**
   * Most bytes of freed blocks that a region keeps back: half of them for blocks longer than 8 KiB,
   * the rest shared equally among the 46 sizes, so that blocks of a size that is longer than its
   * share do not wait. 0: none; else 1,472 at least. @defaultValue 4 MiB
   */
  readonly quarantineBytes?: number;
  /**
   * Most freed blocks that a region keeps back, shared equally among the 47 kinds (sizes, and
   * blocks longer than 8 KiB), and rounded down to a power of two. When more than half as many of a
   * size wait, its next allocation takes the one that has waited for longest. 0: none; else 47 at
   * least. @defaultValue 16,384: the place of a block up to 168 B is used again after 128 other
   * frees of its size
   */
  readonly quarantineBlocks?: number;
  /**
   * Freed blocks are filled with a pattern that is looked at when they leave quarantine: the first
   * 16 bytes of each, and with so many bytes more a block on average now and then a whole one.
   * `Infinity`: each block whole, so that no write after free is missed.
   * @defaultValue 2
   */
  readonly poisonBytes?: number;
  /**
   * The stack of every n-th allocation is kept, some microseconds each. 0: of none. @defaultValue
   * 16,384
   */
  readonly siteInterval?: number;
}

const OPTION_NAMES: readonly (keyof CheckedModeOptions)[] = [
  'onCorruption',
  'quarantineBytes',
  'quarantineBlocks',
  'poisonBytes',
  'siteInterval',
];

/** What a region in checked mode holds back. */
export interface QuarantineStats {
  /** Freed blocks; `stats()` counts them as live. */
  readonly blockCount: number;
  /** Their bytes; `stats()` counts them as live. */
  readonly byteLength: number;
}

/**
 * Regions that find who writes where he may not: canaries behind each block and poison in freed
 * ones, which wait in a quarantine before their place is used again. An address that was freed is
 * refused as long as it waits.
 *
 * A canary of 8 bytes follows the bytes that were asked for, which are all that may be used:
 * `usableByteLength` is not rounded up. The last 4 bytes of the slot are a canary as well, against
 * writes before the block behind it. They are looked at by `free`, `reallocate` and
 * {@link checkCanaries}. All of them, and the quarantine, lie in the region's pages: limits and
 * accounts count them, and so do `stats()` and `visitBlocks`. The quarantine is given up before
 * memory is refused, and by `trim()`.
 *
 * What is found is thrown as {@link MemoryCorruptionError} or given to `onCorruption`. `free` and
 * `reallocate` throw before they change anything; `allocate` as well, and may be called again.
 * `trim` throws when it has given everything up. `dispose` throws nothing.
 *
 * Not found: reads out of bounds, and writes that jump over the canaries.
 *
 * Cost: several times the time of regions without it, most where blocks are many and large
 * (`npm run bench -- checked`); the canaries; 4 B of tables a granule of 16 B in segments that are
 * in use, which nobody is charged for.
 *
 * @throws {InvalidArgumentError} if an option is out of range, or unknown
 */
export function checkedMode(options: CheckedModeOptions = {}): HeapMode {
  assertOptions(options, ...OPTION_NAMES);
  const {
    onCorruption,
    quarantineBytes = 1 << 22,
    quarantineBlocks = 16_384,
    poisonBytes = 2,
    siteInterval = 16_384,
  } = options;
  assertCount('quarantineBytes', quarantineBytes, MIN_QUARANTINE_BYTES);
  assertCount('quarantineBlocks', quarantineBlocks, MIN_QUARANTINE_BLOCKS);
  assertCount('siteInterval', siteInterval);
  if (poisonBytes !== Infinity) assertCount('poisonBytes', poisonBytes);
  const bounds = quarantineBounds({ bytes: quarantineBytes, blocks: quarantineBlocks });
  const entriesOf = new WeakMap<Heap, Entries>();
  return {
    name: MODE_NAME,
    createRegion(heap, pages) {
      let entries = entriesOf.get(heap);
      if (entries === undefined) {
        entries = new Entries(heap.segmentShift - heap.granuleShift, pages.store.table);
        entriesOf.set(heap, entries);
      }
      return new CheckedRegion(heap, pages, {
        entries,
        bounds,
        poisonBytes: Math.min(poisonBytes, ALL_BYTES),
        siteInterval,
        onCorruption,
      });
    },
  };
}

/**
 * Looks at the canaries of all live blocks and at the poison of all freed ones that wait. What is
 * damaged is found again each time, until the block is gone.
 * Cost: O(pages + slots).
 *
 * @returns how many blocks are damaged; `onCorruption` has got each of them
 * @throws {MemoryCorruptionError} the first, if there is no `onCorruption`
 * @throws {InvalidArgumentError} if `heap` is not in checked mode
 */
export function checkCanaries(heap: Heap): number {
  assertHeap(heap);
  const { mode, regions } = internalsOf(heap);
  if (mode?.name !== MODE_NAME) {
    throw new InvalidArgumentError('heap', 'one in checked mode', heap);
  }
  let count = 0;
  for (const { region } of regions) {
    const checked = asChecked(region);
    if (checked.disposed) continue; // by `onCorruption`
    const errors = checked.blocks.findDamage();
    checked.report(errors);
    count += errors.length;
  }
  return count;
}

/**
 * What a region holds back.
 * @throws {InvalidArgumentError} if it is not one of a heap in checked mode
 */
export function quarantineOf(region: Region): QuarantineStats {
  assertRegion(region);
  const { blockCount, byteCount } = asChecked(region).quarantine;
  return { blockCount, byteLength: byteCount };
}

function asChecked(region: Region): CheckedRegion {
  if (region instanceof CheckedRegion) return region;
  throw new InvalidArgumentError('region', 'one of a heap in checked mode', region);
}

/** @param minimum of those above 0 */
function assertCount(name: string, value: number, minimum = 1): void {
  if (Number.isSafeInteger(value) && (value >= minimum || value === 0)) return;
  throw new InvalidArgumentError(name, `0 or an integer from ${minimum} to 2^53 - 1`, value);
}
