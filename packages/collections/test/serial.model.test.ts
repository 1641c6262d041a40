import { expect, it } from '@jest/globals';
import { deserialize, serializedLength, serializeInto } from '../src/index.js';
import { FakeRegion } from './support/fake-region.js';
import { stepCount, withSeeds } from './support/random.js';
import type { Random } from './support/random.js';
import { expectSame } from './support/refusals.js';
import { everySerializable, resealed } from './support/serializable.js';
import type { AnySerializable } from './support/serializable.js';

function bytesOf(table: AnySerializable): Uint8Array {
  const bytes = new Uint8Array(serializedLength(table));
  expectSame(serializeInto(table, bytes), bytes.length);
  return bytes;
}

/** Changes some bytes and gives them their checksum: what a liar would send. */
function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  const length = random.below(4) === 0 ? random.below(bytes.length + 40) : bytes.length;
  const copy = new Uint8Array(Math.max(length, 32));
  copy.set(bytes.subarray(0, copy.length));
  if (length !== bytes.length && random.below(2) === 0) {
    new DataView(copy.buffer).setUint32(24, copy.length, true);
  }
  for (let count = random.below(4); count > 0; count--) {
    const at = 8 + random.below(random.below(2) === 0 ? 40 : copy.length - 8);
    if (at < copy.length) copy[at] = [0, 1, 0x7f, 0x80, 0xff, random.below(256)][random.below(6)]!;
  }
  return resealed(copy);
}

const EXPECTED_CODES = ['ERR_SANDY_FORMAT', 'ERR_SANDY_INVALID_KEY'];

it('bytes that were changed, with a right checksum, are refused or make a whole table', () => {
  const outcomes = { accepted: 0, refused: 0 };
  withSeeds(2, (random) => {
    for (let i = 0; i < stepCount(4_000); i++) {
      const each = everySerializable[random.below(everySerializable.length)]!;
      const bytes = mutated(bytesOf(each.filled(random.below(12), random)), random);
      const region = new FakeRegion();
      // 8 slots an entry of 4 bytes at most; sorted tables begin with a leaf of 128 entries.
      if (!each.kind.isReversed) region.limitBytes = bytes.length * 16 + 4096;
      try {
        const table = deserialize(each.Class, bytes, 0, each.options(region));
        expectSame([...table].length, table.size);
        const again = bytesOf(table);
        if (again.length > bytes.length) throw new Error(`expected at most ${bytes.length} bytes`);
        expectSame(deserialize(each.Class, again, 0, each.options()).size, table.size);
        table.dispose();
        outcomes.accepted++;
      } catch (error) {
        if (!EXPECTED_CODES.includes((error as { code: string }).code)) throw error;
        outcomes.refused++;
      }
      expectSame(region.liveBytes, 0);
    }
  });
  expect(outcomes.accepted).toBeGreaterThan(0); // changed values are values
  expect(outcomes.refused).toBeGreaterThan(0);
});
