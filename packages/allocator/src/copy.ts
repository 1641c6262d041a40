/**
 * Below this many words a loop beats the built-in copies, which cost 50–100 ns however little they
 * copy.
 */
const LOOP_WORDS = 128;

/** Copies `length` words from one block to another; the two do not overlap. */
export function copyWords(
  source: Int32Array,
  sourceStart: number,
  target: Int32Array,
  targetStart: number,
  length: number,
): void {
  if (length <= LOOP_WORDS) {
    for (let i = 0; i < length; i++) target[targetStart + i] = source[sourceStart + i]!;
  } else if (source === target) {
    target.copyWithin(targetStart, sourceStart, sourceStart + length);
  } else {
    target.set(source.subarray(sourceStart, sourceStart + length), targetStart);
  }
}
