import { describe, expect, it } from '@jest/globals';
import { MetadataMeter } from '../src/content/metadata-meter.js';
import { ReferenceCounts } from '../src/content/reference-counts.js';
import {
  CountingAccount,
  LimitedAccount,
  RefusedError,
  same,
  stepCount,
  withSeeds,
} from './support.js';
import { assertValidCounts } from '../src/content/content-pool-check.js';

describe('ReferenceCounts', () => {
  it('agrees with a Map', () => {
    withSeeds([21, 22, 23, 24], (random) => {
      const account = new CountingAccount();
      const counts = new ReferenceCounts(new MetadataMeter(account), random.int32());
      const model = new Map<number, number>();
      const steps = stepCount(20_000);
      const idLimit = random.pick([8, 100, 2000]);
      for (let step = 0; step < steps; step++) {
        const id = 1 + random.below(idLimit);
        if (random.below(100) < (step % 5000 < 2500 ? 60 : 40)) {
          while (!counts.hasRoom) counts.grow();
          counts.increment(id);
          model.set(id, (model.get(id) ?? 0) + 1);
        } else {
          const count = model.get(id) ?? 0;
          same(counts.decrement(id), count > 0);
          if (count > 1) model.set(id, count - 1);
          else model.delete(id);
        }
        same(counts.get(id), model.get(id) ?? 0);
        if (step % 1000 === 0) assertValidCounts(counts);
      }
      assertValidCounts(counts);
      const found = new Map<number, number>();
      for (let slot = 0; slot < counts.capacity; slot++) {
        if (counts.idAt(slot) !== 0) found.set(counts.idAt(slot), counts.countAt(slot));
      }
      expect(found).toEqual(model);
      expect(counts.size).toBe(model.size);
      expect(account.bytes).toBe(counts.capacity * 8);
      counts.close();
      expect(account.bytes).toBe(0);
    });
  });

  it('finds nothing for what is no id', () => {
    const counts = new ReferenceCounts(new MetadataMeter(undefined), 1);
    counts.increment(1);
    for (const id of [0, -1, 1.5, NaN, '1' as unknown as number]) {
      expect(counts.get(id)).toBe(0);
      expect(counts.decrement(id)).toBe(false);
    }
    assertValidCounts(counts);
  });

  it('stays as it is if its bytes are refused', () => {
    const account = new LimitedAccount();
    const counts = new ReferenceCounts(new MetadataMeter(account), 1);
    for (let id = 1; counts.hasRoom; id++) counts.increment(id);
    const { size } = counts;
    account.limit = 0;
    expect(() => counts.grow()).toThrow(RefusedError);
    expect([counts.size, counts.capacity, account.bytes]).toEqual([size, 16, 128]);
    assertValidCounts(counts);
  });

  it('grows once if its bytes’ account makes it grow meanwhile', () => {
    const account = new CountingAccount();
    const counts = new ReferenceCounts(new MetadataMeter(account), 1);
    const charge = account.charge.bind(account);
    account.charge = (byteLength) => {
      account.charge = charge;
      counts.grow();
      charge(byteLength);
    };
    counts.grow();
    expect([counts.capacity, account.bytes]).toEqual([32, 256]);
  });
});
