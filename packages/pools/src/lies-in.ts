/**
 * Whether a view lies in the one memory of a heap, or in its first segment: then it may die when
 * the heap takes memory, and what it shows has to be copied before.
 */
export function liesIn(
  heap: { readonly segmentWords: readonly Int32Array[] },
  view: Uint8Array | Int32Array,
): boolean {
  return heap.segmentWords.find((words) => words?.length > 0)?.buffer === view.buffer;
}
