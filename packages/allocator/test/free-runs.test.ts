import { describe, expect, it } from '@jest/globals';
import { FreeRuns } from '../src/free-runs.js';
import { withSeeds } from './support/random.js';
import { assertValidRuns } from '../src/validate.js';

const PAGES_PER_SLOT = 64;

/** First fit by looking at every page. */
function findInModel(model: readonly boolean[], pageCount: number): number {
  for (let page = 0; page + pageCount <= model.length; page++) {
    const isOneSegment = (page % PAGES_PER_SLOT) + pageCount <= PAGES_PER_SLOT;
    if (isOneSegment && model.slice(page, page + pageCount).every((free) => free)) return page;
  }
  return -1;
}

describe('FreeRuns', () => {
  it('finds the first run that is long enough, whatever was taken and given', () => {
    withSeeds(10, (random) => {
      const runs = new FreeRuns(PAGES_PER_SLOT);
      let slotCount = 1;
      const model = new Array<boolean>(PAGES_PER_SLOT).fill(false);
      for (let i = 0; i < 400; i++) {
        if (random.below(60) === 0 && slotCount < 9) {
          slotCount++;
          runs.resize(slotCount);
          for (let page = 0; page < PAGES_PER_SLOT; page++) model.push(true);
          runs.give(slotCount - 1, (slotCount - 1) * PAGES_PER_SLOT, PAGES_PER_SLOT);
        }
        if (random.below(40) === 0) {
          const slot = random.below(slotCount);
          runs.takeAll(slot);
          model.fill(false, slot * PAGES_PER_SLOT, (slot + 1) * PAGES_PER_SLOT);
        }
        const pageCount = 1 + random.below(random.pick([2, 8, PAGES_PER_SLOT]));
        const page = runs.find(pageCount);
        expect(page).toBe(findInModel(model, pageCount));
        if (page >= 0 && random.below(2) === 0) {
          runs.take(page, pageCount);
          model.fill(false, page, page + pageCount);
        }
        giveSomeBack();
        const at = random.below(model.length);
        const length = Math.min(1 + random.below(5), model.length - at);
        expect(runs.isFree(at, length)).toBe(model.slice(at, at + length).every((free) => free));
        assertValidRuns(runs);
      }

      function giveSomeBack(): void {
        const first = random.below(model.length);
        let end = first;
        while (
          end < model.length &&
          !model[end] &&
          end - first < 20 &&
          (end === first || end % PAGES_PER_SLOT !== 0)
        ) {
          end++;
        }
        if (end === first) return;
        runs.give(Math.floor(first / PAGES_PER_SLOT), first, end - first);
        model.fill(true, first, end);
      }
    });
  });

  it('says how long it must be, and keeps what is free when it is resized', () => {
    const runs = new FreeRuns(PAGES_PER_SLOT);
    for (const slotCount of [1, 2, 3, 5, 8, 3]) {
      const byteLength = runs.byteLengthFor(slotCount);
      runs.resize(slotCount);
      expect(runs.bits.byteLength + runs.tree.byteLength).toBe(byteLength);
      if (slotCount === 3) runs.give(2, 2 * PAGES_PER_SLOT + 5, 7);
    }
    expect(runs.find(7)).toBe(2 * PAGES_PER_SLOT + 5);
    expect(runs.find(8)).toBe(-1);
    assertValidRuns(runs);
  });
});
