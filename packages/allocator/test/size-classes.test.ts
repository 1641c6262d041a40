import { describe, expect, it } from '@jest/globals';
import { popCount } from '../src/bits.js';
import { BITMAP_WORDS, MIN_SEGMENT_BYTES, PAGE_BYTES } from '../src/geometry.js';
import {
  CLASS_COUNT,
  CLASS_OF_GRANULES,
  HUGE_CLASS,
  MAX_SLAB_PAGES,
  MAX_SLOT_BYTES,
  SCAN_STEPS,
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
  it('are every 16 bytes to 256, then four per doubling to 8 KiB and what Minecraft needs', () => {
    expect(SLOT_BYTES.slice(0, 3)).toEqual([16, 32, 48]);
    expect(SLOT_BYTES.slice(15, 22)).toEqual([256, 304, 320, 384, 448, 512, 640]);
    expect(SLOT_BYTES.at(-1)).toBe(MAX_SLOT_BYTES);
    expect(SLOT_BYTES).toHaveLength(CLASS_COUNT);
    expect(HUGE_CLASS).toBeLessThan(CLASS_MASK);
  });

  it('leave less than 25 % of a block of more than 256 bytes unused', () => {
    SLOT_BYTES.forEach((byteLength, sizeClass) => {
      const shortest = (SLOT_BYTES[sizeClass - 1] ?? 0) + 1;
      if (byteLength > 256) expect(byteLength).toBeLessThan(shortest * 1.25);
    });
  });

  it('are the smallest that hold each byte length', () => {
    for (let byteLength = 0; byteLength <= MAX_SLOT_BYTES; byteLength++) {
      const sizeClass = CLASS_OF_GRANULES[(byteLength + 15) >>> 4]!;
      expect(SLOT_BYTES[sizeClass]).toBeGreaterThanOrEqual(byteLength);
      if (sizeClass > 0) expect(SLOT_BYTES[sizeClass - 1]).toBeLessThan(Math.max(byteLength, 1));
    }
  });

  it.each(classes)(
    'class %i: a slab holds 4 slots or more and wastes 10 %% at most, 5 %% of large ones',
    (sizeClass) => {
      const slotBytes = SLOT_BYTES[sizeClass]!;
      const slabBytes = SLAB_PAGES[sizeClass]! * PAGE_BYTES;
      const slots = SLAB_SLOTS[sizeClass]!;
      expect(slots).toBe(Math.floor(slabBytes / slotBytes));
      expect(slots).toBeGreaterThanOrEqual(4);
      const wasted = (slabBytes - slots * slotBytes) / slabBytes;
      expect(wasted).toBeLessThanOrEqual(slotBytes < 1536 ? 0.1 : 0.05);
      expect(SLAB_PAGES[sizeClass]).toBeLessThanOrEqual(MAX_SLAB_PAGES);
      expect(2 * slabBytes).toBeLessThan(MIN_SEGMENT_BYTES);
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
    'class %i: SCAN_STEPS lead from slot word to slot word, then out',
    (sizeClass) => {
      const first = STARTS_OFFSET[sizeClass]!;
      const end = STARTS_OFFSET[sizeClass + 1]!;
      const granules = SLOT_GRANULES[sizeClass]!;
      const slotWords = new Set<number>();
      for (let slot = 0; slot < SLAB_SLOTS[sizeClass]!; slot++)
        slotWords.add((slot * granules) >>> 5);
      const met: number[] = [];
      let word = first;
      for (; word < end; word += SCAN_STEPS[word]!) met.push(word - first);
      expect(met).toEqual([...slotWords]);
      expect(word).toBe(end);
    },
  );
});
