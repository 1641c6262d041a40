import { describe, expect, it } from '@jest/globals';
import { popCount } from '../src/bits.js';
import { BITMAP_WORDS, MIN_SEGMENT_BYTES, PAGE_BYTES } from '../src/geometry.js';
import {
  CLASS_COUNT,
  CLASS_OF_GRANULES,
  HUGE_CLASS,
  MAX_SLAB_PAGES,
  MAX_SLOT_BYTES,
  SCAN_STEP,
  SLAB_PAGES,
  SLAB_SLOTS,
  SLOT_BYTES,
  SLOT_GRANULES,
  STARTS,
  STARTS_OFFSET,
} from '../src/size-classes.js';
import { CLASS_MASK } from '../src/page-table.js';

const classes = Array.from({ length: CLASS_COUNT }, (_, sizeClass) => sizeClass);

describe('size classes', () => {
  it('are every 16 bytes to 256, then four per doubling to 8 KiB', () => {
    expect(SLOT_BYTES.slice(0, 3)).toEqual([16, 32, 48]);
    expect(SLOT_BYTES.slice(15, 21)).toEqual([256, 320, 384, 448, 512, 640]);
    expect(SLOT_BYTES.at(-1)).toBe(MAX_SLOT_BYTES);
    expect(HUGE_CLASS).toBeLessThan(CLASS_MASK);
  });

  it('are the smallest that hold each byte length', () => {
    for (let byteLength = 0; byteLength <= MAX_SLOT_BYTES; byteLength++) {
      const sizeClass = CLASS_OF_GRANULES[(byteLength + 15) >>> 4]!;
      expect(SLOT_BYTES[sizeClass]).toBeGreaterThanOrEqual(byteLength);
      if (sizeClass > 0) expect(SLOT_BYTES[sizeClass - 1]).toBeLessThan(Math.max(byteLength, 1));
    }
  });

  it.each(classes)(
    'class %i: a slab holds 4 slots or more and wastes 10 %% at most',
    (sizeClass) => {
      const slabBytes = SLAB_PAGES[sizeClass]! * PAGE_BYTES;
      expect(SLAB_SLOTS[sizeClass]).toBe(Math.floor(slabBytes / SLOT_BYTES[sizeClass]!));
      expect(SLAB_SLOTS[sizeClass]).toBeGreaterThanOrEqual(4);
      expect(slabBytes - SLAB_SLOTS[sizeClass]! * SLOT_BYTES[sizeClass]!).toBeLessThanOrEqual(
        slabBytes / 10,
      );
      expect(SLAB_PAGES[sizeClass]).toBeLessThanOrEqual(MAX_SLAB_PAGES);
      expect(slabBytes).toBeLessThan(MIN_SEGMENT_BYTES);
    },
  );

  it.each(classes)(
    'class %i: STARTS has a bit for each slot, at its first granule',
    (sizeClass) => {
      const first = STARTS_OFFSET[sizeClass]!;
      const words = STARTS.subarray(first, STARTS_OFFSET[sizeClass + 1]);
      expect(words.length).toBe(SLAB_PAGES[sizeClass]! * BITMAP_WORDS);
      expect(words.reduce((count, word) => count + popCount(word), 0)).toBe(SLAB_SLOTS[sizeClass]);
      for (let slot = 0; slot < SLAB_SLOTS[sizeClass]!; slot++) {
        const granule = slot * SLOT_GRANULES[sizeClass]!;
        expect((words[granule >>> 5]! >>> (granule & 31)) & 1).toBe(1);
      }
    },
  );

  it.each(classes)(
    'class %i: steps of SCAN_STEP from one slot word meet all later ones',
    (sizeClass) => {
      const step = SCAN_STEP[sizeClass]!;
      const granules = SLOT_GRANULES[sizeClass]!;
      for (let slot = 0; slot < SLAB_SLOTS[sizeClass]!; slot++) {
        expect(((slot * granules) >>> 5) % step).toBe(0);
      }
    },
  );
});
