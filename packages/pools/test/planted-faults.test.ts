/** Damage done on purpose: `assertValid` must see each, or the model tests prove nothing. */
import { describe, expect, it } from '@jest/globals';
import {
  assertValidPool,
  assertValidRegistry,
  ContentPool,
  defineRecord,
  RecordPool,
  SharedResourceRegistry,
} from '../src/index.js';
import type { Holder, ContentId } from '../src/index.js';
import { stateOf } from '../src/sharing/holder.js';
import type { HolderState } from '../src/content/holder-books.js';
import { recordAccess } from '../src/records/pooled-record.js';
import type { PooledRecord } from '../src/records/pooled-record.js';
import type { RecordSlab } from '../src/records/record-slab.js';
import { internalsOf } from '../src/resources/shared-resource-registry.js';
import type { RegistryInternals } from '../src/resources/shared-resource-registry.js';
import { createRegion } from './support.js';

interface Rig {
  readonly pool: ContentPool;
  readonly holder: Holder;
  readonly state: HolderState;
  readonly leaf: ContentId;
  readonly node: ContentId;
}

const faultsOfContent: readonly [string, (rig: Rig) => void][] = [
  ['held bytes of a holder', ({ state }) => state.heldBytes++],
  ['references of a holder', ({ state }) => state.referenceCount++],
  ['a reference booked and not counted', ({ state, leaf }) => state.record.increment(leaf)],
  ['a reference counted and not booked', ({ state, leaf }) => void state.record.decrement(leaf)],
  ['whether a holder has weight', ({ state }) => (state.weightless = true)],
  ['a reference to nothing', ({ state }) => state.record.increment(999)],
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
    damage({ pool, holder, state: stateOf(holder) as HolderState, leaf, node });
    expect(() => assertValidPool(pool)).toThrow(/content|reference|holder/);
  });
});

const faultsOfResources: readonly [string, (internals: RegistryInternals) => void][] = [
  ['the users of a blob', ({ blobs }) => [...blobs.blobs][0]!.userCount++],
  ['held bytes of an owner', ({ book }) => [...book.states][0]!.heldBytes++],
  ['the leases of an owner', ({ book }) => [...book.states][0]!.record.leases.clear()],
  ['the users of a resource', ({ resources }) => (resources.get('atlas')!.userCount = 0)],
  ['the value of a resource', ({ resources }) => (resources.get('atlas')!.value = undefined)],
];

describe('assertValidRegistry', () => {
  it.each(faultsOfResources)('sees damage to %s', async (_what, damage) => {
    const registry = new SharedResourceRegistry(createRegion());
    registry.register('atlas', () => new Uint8Array(5));
    await registry.acquire(registry.createHolder('alpha'), 'atlas');
    assertValidRegistry(registry);
    damage(internalsOf(registry));
    expect(() => assertValidRegistry(registry)).toThrow(/resource/);
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
