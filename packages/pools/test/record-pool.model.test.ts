import { describe, expect, it } from '@jest/globals';
import { RecordPool, defineRecord } from '../src/index.js';
import type { PooledRecord } from '../src/index.js';
import { FaultyRegion, RefusedError, codeOf, same, stepCount, withSeeds } from './support.js';

interface Particle extends PooledRecord {
  age: number;
  speed: number;
  flags: number;
}

type Values = Pick<Particle, 'age' | 'speed' | 'flags'>;

const particle = defineRecord<Particle>('Particle', {
  flags: 'uint8',
  speed: 'float64',
  age: 'int32',
});

function compare(record: Particle, { age, speed, flags }: Values): void {
  same(record.age, age);
  same(record.speed, speed);
  same(record.flags, flags);
}

describe('RecordPool', () => {
  it('agrees with plain objects', () => {
    let refusals = 0;
    withSeeds([51, 52, 53, 54], (random) => {
      const steps = stepCount(30_000);
      const region = new FaultyRegion();
      const pool = new RecordPool(region, particle);
      const live: (Values & { record: Particle })[] = [];
      const stale: Particle[] = [];
      for (let step = 0; step < steps; step++) {
        const isGrowing = step % 10_000 < 6000;
        const choice = random.below(10);
        if (choice < (isGrowing ? 5 : 2)) {
          if (random.below(3) === 0) region.refuseAt = 1;
          try {
            const record = pool.allocate();
            compare(record, { age: 0, speed: 0, flags: 0 });
            const values = {
              age: random.int32(),
              speed: random.int32() / 7,
              flags: random.below(256),
            };
            Object.assign(record, values);
            live.push({ record, ...values });
          } catch (error) {
            if (!(error instanceof RefusedError)) throw error;
            refusals++;
          }
          region.refuseAt = Infinity;
        } else if (choice < 7 && live.length > 0) {
          const index = random.below(live.length);
          const { record } = live[index]!;
          compare(record, live[index]!);
          live[index] = live.at(-1)!;
          live.pop();
          if (random.below(2) === 0) record.release();
          else pool.release(record);
          stale.push(record);
        } else if (live.length > 0) {
          const entry = random.pick(live);
          entry.age = entry.record.age = random.int32();
        }
        same(pool.liveCount, live.length);
        if (step % 20 === 0 && stale.length > 0) {
          const record = random.pick(stale);
          same(
            codeOf(() => record.release()),
            'ERR_SANDY_RELEASED',
          );
          same(
            codeOf(() => void (record.age = 1)),
            'ERR_SANDY_RELEASED',
          );
        }
        if (step % 1000 === 0) {
          pool.assertValid();
          for (const entry of live) compare(entry.record, entry);
        }
      }
      pool.dispose();
      expect(region.stats().blockCount).toBe(0);
    });
    expect(refusals).toBeGreaterThan(0);
  });
});
