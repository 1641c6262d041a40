import { BITMAP_WORDS, GRANULE_BYTES, GRANULE_SHIFT, PAGE_BYTES } from './geometry.js';

/**
 * The sizes in which small blocks come: every 16 bytes up to 256, then four per doubling up to 8
 * KiB, so that above 256 bytes a block is less than 25 % larger than what was asked for. Between
 * them lie the sizes of Minecraft's data, {@link PAYLOAD_BYTES}.
 *
 * A slab of a class has the fewest pages for which it holds at least {@link MIN_SLOTS} slots and
 * wastes at most {@link MAX_TAIL_WASTE} of its bytes behind the last one
 * ({@link MAX_LARGE_TAIL_WASTE} where slots are large).
 *
 * Source: the spacing is that of jemalloc and mimalloc.
 */
export const MAX_SLOT_BYTES = 8192;

/**
 * 4,096 entries of n bits, which fill longs without straddling them, take 2,048 (n = 4; light,
 * too), 2,736 (5), 3,280, 3,648, 4,096, 4,688, 5,464, 6,560 (11, 12) or 8,192 bytes (13 to 15); a
 * heightmap is 37 longs. With a header and a palette, as columns keep them, 4 bits become 2,064 to
 * 2,120 bytes and 5 bits 2,808 to 2,872.
 */
const PAYLOAD_BYTES = [304, 2096, 2128, 2736, 2880, 3280, 3648, 4688, 5472, 6560];

const MIN_SLOTS = 4;
const MAX_TAIL_WASTE = 0.1;
const LARGE_SLOT_BYTES = 1536;
const MAX_LARGE_TAIL_WASTE = 0.05;
/** Must not exceed the pages of the smallest segment. */
export const MAX_SLAB_PAGES = 10;

/** Usable bytes of a block, by class. */
export const SLOT_BYTES: readonly number[] = slotByteLengths();
export const CLASS_COUNT = 46;

/** Class codes that are no slab: a run of whole pages, and a block with a segment of its own. */
export const RUN_CLASS = 46;
export const HUGE_CLASS = 47;

/** Granules of a slot, by class. */
export const SLOT_GRANULES = Uint16Array.from(
  SLOT_BYTES,
  (byteLength) => byteLength / GRANULE_BYTES,
);
/** Pages of a slab, by class. */
export const SLAB_PAGES = Uint8Array.from(SLOT_BYTES, slabPages);
/** Slots of a slab, by class. */
export const SLAB_SLOTS = Uint16Array.from(
  SLOT_BYTES,
  // Which it rounds down
  (byteLength, sizeClass) => (SLAB_PAGES[sizeClass]! * PAGE_BYTES) / byteLength,
);

/** The class for a byte length, at [ceil(byteLength / 16)]. */
export const CLASS_OF_GRANULES = classOfGranules();

/**
 * Where slots begin: bit g of the words from STARTS_OFFSET[c] on is 1 if a slot begins at granule g
 * of a slab of class c. It is the bitmap of an empty slab, and tells without a division whether an
 * address is a block or lies inside one.
 */
export const STARTS_OFFSET = startsOffsets();
export const STARTS = startBits();

/**
 * Words from the bitmap word of a slot to that of the next, at the place that {@link STARTS} has
 * for the word.
 */
export const SCAN_STEPS = /* @__PURE__ */ scanSteps(); // only bulk operations look at it

function slotByteLengths(): number[] {
  const lengths = [...PAYLOAD_BYTES];
  for (let length = GRANULE_BYTES; length <= MAX_SLOT_BYTES;) {
    lengths.push(length);
    // A quarter of the power of two below
    length += length < 256 ? GRANULE_BYTES : 2 ** (29 - Math.clz32(length));
  }
  return lengths.sort((a, b) => a - b);
}

function slabPages(slotByteLength: number): number {
  const maximumWaste = slotByteLength < LARGE_SLOT_BYTES ? MAX_TAIL_WASTE : MAX_LARGE_TAIL_WASTE;
  for (let pages = 1; pages < MAX_SLAB_PAGES; pages++) {
    const slabBytes = pages * PAGE_BYTES;
    const enoughSlots = slabBytes >= MIN_SLOTS * slotByteLength;
    if (enoughSlots && slabBytes % slotByteLength <= maximumWaste * slabBytes) return pages;
  }
  return MAX_SLAB_PAGES;
}

function classOfGranules(): Uint8Array {
  const table = new Uint8Array((MAX_SLOT_BYTES >>> GRANULE_SHIFT) + 1); // 0 bytes take class 0
  for (let index = CLASS_COUNT - 1; index >= 0; index--) {
    table.fill(index, 0, SLOT_GRANULES[index]! + 1); // all but those that a smaller class takes
  }
  return table;
}

function startsOffsets(): Uint16Array {
  let offset = 0;
  const ends = Array.from(SLAB_PAGES, (pages) => (offset += pages * BITMAP_WORDS));
  return Uint16Array.of(0, ...ends); // the last one is the length of STARTS
}

function startBits(): Int32Array {
  const words = new Int32Array(STARTS_OFFSET[CLASS_COUNT]!);
  for (let sizeClass = 0; sizeClass < CLASS_COUNT; sizeClass++) {
    let bit = STARTS_OFFSET[sizeClass]! * 32;
    for (let slot = 0; slot < SLAB_SLOTS[sizeClass]!; slot++) {
      words[bit >>> 5]! |= 1 << bit; // modulo 32
      bit += SLOT_GRANULES[sizeClass]!;
    }
  }
  return words;
}

/**
 * A slab's last step leads to the next class, in whose first word a slot begins as in every first
 * word.
 */
function scanSteps(): Uint8Array {
  let next = STARTS.length;
  const steps = new Uint8Array(next);
  for (let index = next - 1; index >= 0; index--) {
    steps[index] = next - index;
    if (STARTS[index] !== 0) next = index;
  }
  return steps;
}
