/** Damage done on purpose: `assertValid` must see each, or the model tests prove nothing. */
import { describe, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool, defineRecord, RecordPool } from '../src/index.js';
import type { ContentHolder, ContentId } from '../src/index.js';
import { stateOf } from '../src/content/content-holder.js';
import type { HolderState } from '../src/content/content-holder.js';
import { recordAccess } from '../src/records/pooled-record.js';
import type { PooledRecord } from '../src/records/pooled-record.js';
import type { RecordSlab } from '../src/records/record-slab.js';
import { createRegion } from './support.js';

interface Rig {
  readonly pool: ContentPool;
  readonly holder: ContentHolder;
  readonly state: HolderState;
  readonly leaf: ContentId;
  readonly node: ContentId;
}

const faultsOfContent: readonly [string, (rig: Rig) => void][] = [
  ['held bytes of a holder', ({ state }) => state.heldBytes++],
  ['references of a holder', ({ state }) => state.referenceCount++],
  ['a reference booked and not counted', ({ state, leaf }) => state.counts.increment(leaf)],
  ['a reference counted and not booked', ({ state, leaf }) => void state.counts.decrement(leaf)],
  ['whether a holder has weight', ({ state }) => (state.weightless = true)],
  ['a reference to nothing', ({ state }) => state.counts.increment(999)],
  ['a word of a content', ({ pool, leaf }) => pool.wordsOf(leaf)[pool.wordOffsetOf(leaf)]!++],
  ['a child of a node', ({ pool, node }) => pool.wordsOf(node)[pool.wordOffsetOf(node)]!++],
];

describe('assertValidPool', () => {
  it.each(faultsOfContent)('sees damage to %s', (_what, damage) => {
    const pool = new ContentPool(createRegion());
    const holder = pool.createHolder('alpha');
    const leaf = pool.intern(holder, Int32Array.of(1, 2, 3), 3);
    const node = pool.internNode(holder, Int32Array.of(leaf, 0), 2);
    assertValidPool(pool);
    damage({ pool, holder, state: stateOf(holder), leaf, node });
    expect(() => assertValidPool(pool)).toThrow(/invariant|content|reference/);
  });
});

interface Mark extends PooledRecord {
  value: number;
}

const faultsOfRecords: readonly [string, (slab: RecordSlab) => void][] = [
  ['the live count of a slab', (slab) => slab.liveCount++],
  ['the bitmap', (slab) => void (slab.put(0), slab.liveCount++)],
  ['the owner of a slab', (slab) => void (slab.owner = undefined)],
  ['the list of slabs', (slab) => void (slab.next = slab)],
];

describe('RecordPool.assertValid', () => {
  it.each(faultsOfRecords)('sees damage to %s', (_what, damage) => {
    const pool = new RecordPool(createRegion(), defineRecord<Mark>('Mark', { value: 'int32' }));
    const record = pool.allocate();
    pool.assertValid();
    damage(recordAccess.slabOf(record));
    expect(() => pool.assertValid()).toThrow(/record pool Mark/);
  });
});
