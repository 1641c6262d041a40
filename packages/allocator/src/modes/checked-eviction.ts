import type { Address } from '../api.js';
import type { MemoryCorruptionError } from './checked-error.js';
import type { CheckedRegion } from './checked-region.js';

/**
 * What a region in checked mode does before a block may end, and how blocks leave its quarantine
 * where it is in no hurry. What accounts throw then is put into `failures`, so that it neither
 * hides damage nor keeps other blocks from leaving.
 */

/**
 * Lets blocks leave until a live block fits in its queue, unless none would ever do.
 * @returns what accounts threw meanwhile
 * @throws {InvalidFreeError} if their code has ended the block, and what reports throw
 */
export function makeRoomFor(region: CheckedRegion, address: Address): unknown[] {
  const { blocks, quarantine } = region;
  const failures: unknown[] = [];
  for (;;) {
    // Anew each time: foreign code may have put another block there.
    const queue = blocks.queueOf(address);
    const byteLength = blocks.slotByteLength(address);
    const mayWait = quarantine.mayHold(queue, byteLength);
    if (!mayWait || !quarantine.isFullFor(queue, byteLength)) return failures;
    reportEvicted(region, queue, failures);
    region.assertMayEnd(address);
  }
}

/**
 * Reports what is wrong with a live block; if that does not throw, it is as if nothing had been.
 */
export function mendDamaged(region: CheckedRegion, address: Address): void {
  const error = region.blocks.damageOf(address);
  if (error === undefined) return;
  region.report([error]);
  region.assertMayEnd(address);
  region.blocks.mend(address);
}

/** Lets all blocks leave. @returns what is wrong with them */
export function flush(region: CheckedRegion, failures: unknown[]): MemoryCorruptionError[] {
  const errors: MemoryCorruptionError[] = [];
  for (let queue; (queue = region.quarantine.anyQueue()) >= 0;) {
    const error = evict(region, queue, failures);
    if (error !== undefined) errors.push(error);
  }
  return errors;
}

/** Lets the block leave that came first into a queue, and reports what is wrong with it. */
export function reportEvicted(region: CheckedRegion, queue: number, failures: unknown[]): void {
  const error = evict(region, queue, failures);
  if (error !== undefined) region.report([error]);
}

/** Lets the block leave that came first into a queue. @returns what is wrong with it */
function evict(
  region: CheckedRegion,
  queue: number,
  failures: unknown[],
): MemoryCorruptionError | undefined {
  const { blocks, quarantine } = region;
  const address = quarantine.first(queue);
  quarantine.shift(queue, blocks.slotByteLength(address));
  const error = blocks.damageOf(address);
  try {
    region.leave(address);
  } catch (failure) {
    failures.push(failure);
  }
  return error;
}
