export { ByteArrayList } from './generated/byte-array-list.js';
export { DoubleArrayList } from './generated/double-array-list.js';
export {
  DoubleHeapIndirectPriorityQueue,
  assertValidDoubleHeapIndirectPriorityQueue,
} from './generated/double-heap-indirect-priority-queue.js';
export type { DoubleHeapIndirectPriorityQueueOptions } from './generated/double-heap-indirect-priority-queue.js';
export {
  DoubleHeapPriorityQueue,
  assertValidDoubleHeapPriorityQueue,
} from './generated/double-heap-priority-queue.js';
export type { DoubleHeapPriorityQueueOptions } from './generated/double-heap-priority-queue.js';
export { DoubleOpenHashSet } from './generated/double-open-hash-set.js';
export type { DoubleOpenHashSetCursor } from './generated/double-open-hash-set.js';
export { DoubleSet } from './generated/double-set.js';
export { Double2IntMap } from './generated/double2int-map.js';
export { Double2IntOpenHashMap } from './generated/double2int-open-hash-map.js';
export type { Double2IntOpenHashMapCursor } from './generated/double2int-open-hash-map.js';
export { Double2ObjectMap } from './generated/double2object-map.js';
export { Double2ObjectOpenHashMap } from './generated/double2object-open-hash-map.js';
export type { Double2ObjectOpenHashMapCursor } from './generated/double2object-open-hash-map.js';
export { IntArrayFIFOQueue } from './generated/int-array-fifo-queue.js';
export { IntArrayList } from './generated/int-array-list.js';
export { IntArraySet } from './generated/int-array-set.js';
export {
  IntHeapIndirectPriorityQueue,
  assertValidIntHeapIndirectPriorityQueue,
} from './generated/int-heap-indirect-priority-queue.js';
export type { IntHeapIndirectPriorityQueueOptions } from './generated/int-heap-indirect-priority-queue.js';
export {
  IntHeapPriorityQueue,
  assertValidIntHeapPriorityQueue,
} from './generated/int-heap-priority-queue.js';
export { IntLinkedOpenHashSet } from './generated/int-linked-open-hash-set.js';
export type { IntLinkedOpenHashSetCursor } from './generated/int-linked-open-hash-set.js';
export { IntLinkedSet } from './generated/int-linked-set.js';
export { IntOpenHashSet } from './generated/int-open-hash-set.js';
export type { IntOpenHashSetCursor } from './generated/int-open-hash-set.js';
export { IntSet } from './generated/int-set.js';
export { IntTaggedSet } from './generated/int-tagged-set.js';
export { IntSortedSetView } from './generated/int-sorted-set-view.js';
export { IntSortedSet } from './generated/int-sorted-set.js';
export { Int2ByteMap } from './generated/int2byte-map.js';
export { Int2ByteOpenHashMap } from './generated/int2byte-open-hash-map.js';
export type { Int2ByteOpenHashMapCursor } from './generated/int2byte-open-hash-map.js';
export { Int2DoubleMap } from './generated/int2double-map.js';
export { Int2DoubleOpenHashMap } from './generated/int2double-open-hash-map.js';
export type { Int2DoubleOpenHashMapCursor } from './generated/int2double-open-hash-map.js';
export { Int2FloatMap } from './generated/int2float-map.js';
export { Int2FloatOpenHashMap } from './generated/int2float-open-hash-map.js';
export type { Int2FloatOpenHashMapCursor } from './generated/int2float-open-hash-map.js';
export { Int2IntArrayMap } from './generated/int2int-array-map.js';
export { Int2IntMultimap } from './generated/int2int-multimap.js';
export { Int2ObjectMultimap } from './generated/int2object-multimap.js';
export { Long2IntMultimap } from './generated/long2int-multimap.js';
export { Long2ObjectMultimap } from './generated/long2object-multimap.js';
export { Int2IntLinkedMap } from './generated/int2int-linked-map.js';
export { Int2IntLinkedOpenHashMap } from './generated/int2int-linked-open-hash-map.js';
export type { Int2IntLinkedOpenHashMapCursor } from './generated/int2int-linked-open-hash-map.js';
export { Int2IntMap } from './generated/int2int-map.js';
export { Int2IntTaggedMap } from './generated/int2int-tagged-map.js';
export { Int2IntOpenHashMap } from './generated/int2int-open-hash-map.js';
export type { Int2IntOpenHashMapCursor } from './generated/int2int-open-hash-map.js';
export { Int2IntSortedMapView } from './generated/int2int-sorted-map-view.js';
export { Int2IntSortedMap } from './generated/int2int-sorted-map.js';
export { Int2LongMap } from './generated/int2long-map.js';
export { Int2LongOpenHashMap } from './generated/int2long-open-hash-map.js';
export type { Int2LongOpenHashMapCursor } from './generated/int2long-open-hash-map.js';
export { Int2ObjectArrayMap } from './generated/int2object-array-map.js';
export { Int2ObjectLinkedMap } from './generated/int2object-linked-map.js';
export { Int2ObjectLinkedOpenHashMap } from './generated/int2object-linked-open-hash-map.js';
export type { Int2ObjectLinkedOpenHashMapCursor } from './generated/int2object-linked-open-hash-map.js';
export { Int2ObjectLruMap } from './generated/int2object-lru-map.js';
export type { IntLruOptions } from './generated/int2object-lru-map.js';
export { Int2ObjectMap } from './generated/int2object-map.js';
export { Int2ObjectOpenHashMap } from './generated/int2object-open-hash-map.js';
export type { Int2ObjectOpenHashMapCursor } from './generated/int2object-open-hash-map.js';
export { Int2ObjectSortedMapView } from './generated/int2object-sorted-map-view.js';
export { Int2ObjectSortedMap } from './generated/int2object-sorted-map.js';
export { Int2ShortMap } from './generated/int2short-map.js';
export { Int2ShortOpenHashMap } from './generated/int2short-open-hash-map.js';
export type { Int2ShortOpenHashMapCursor } from './generated/int2short-open-hash-map.js';
export { LongArrayFIFOQueue } from './generated/long-array-fifo-queue.js';
export { LongArrayList } from './generated/long-array-list.js';
export { LongArraySet } from './generated/long-array-set.js';
export { LongLinkedOpenHashSet } from './generated/long-linked-open-hash-set.js';
export type { LongLinkedOpenHashSetCursor } from './generated/long-linked-open-hash-set.js';
export { LongLinkedSet } from './generated/long-linked-set.js';
export { LongOpenHashSet } from './generated/long-open-hash-set.js';
export type { LongOpenHashSetCursor } from './generated/long-open-hash-set.js';
export { LongSet } from './generated/long-set.js';
export { LongSortedSetView } from './generated/long-sorted-set-view.js';
export { LongSortedSet } from './generated/long-sorted-set.js';
export { Long2ByteMap } from './generated/long2byte-map.js';
export { Long2ByteOpenHashMap } from './generated/long2byte-open-hash-map.js';
export type { Long2ByteOpenHashMapCursor } from './generated/long2byte-open-hash-map.js';
export { Long2DoubleMap } from './generated/long2double-map.js';
export { Long2DoubleOpenHashMap } from './generated/long2double-open-hash-map.js';
export type { Long2DoubleOpenHashMapCursor } from './generated/long2double-open-hash-map.js';
export { Long2FloatLinkedMap } from './generated/long2float-linked-map.js';
export { Long2FloatLinkedOpenHashMap } from './generated/long2float-linked-open-hash-map.js';
export type { Long2FloatLinkedOpenHashMapCursor } from './generated/long2float-linked-open-hash-map.js';
export { Long2FloatMap } from './generated/long2float-map.js';
export { Long2FloatOpenHashMap } from './generated/long2float-open-hash-map.js';
export type { Long2FloatOpenHashMapCursor } from './generated/long2float-open-hash-map.js';
export { Long2IntLinkedMap } from './generated/long2int-linked-map.js';
export { Long2IntLinkedOpenHashMap } from './generated/long2int-linked-open-hash-map.js';
export type { Long2IntLinkedOpenHashMapCursor } from './generated/long2int-linked-open-hash-map.js';
export { Long2IntMap } from './generated/long2int-map.js';
export { Long2IntOpenHashMap } from './generated/long2int-open-hash-map.js';
export type { Long2IntOpenHashMapCursor } from './generated/long2int-open-hash-map.js';
export { Long2LongMap } from './generated/long2long-map.js';
export { Long2LongOpenHashMap } from './generated/long2long-open-hash-map.js';
export type { Long2LongOpenHashMapCursor } from './generated/long2long-open-hash-map.js';
export { Long2ObjectArrayMap } from './generated/long2object-array-map.js';
export { Long2ObjectLinkedMap } from './generated/long2object-linked-map.js';
export { Long2ObjectLinkedOpenHashMap } from './generated/long2object-linked-open-hash-map.js';
export type { Long2ObjectLinkedOpenHashMapCursor } from './generated/long2object-linked-open-hash-map.js';
export { Long2ObjectLruMap } from './generated/long2object-lru-map.js';
export type { LongLruOptions } from './generated/long2object-lru-map.js';
export { Long2ObjectMap } from './generated/long2object-map.js';
export { Long2ObjectOpenHashMap } from './generated/long2object-open-hash-map.js';
export type { Long2ObjectOpenHashMapCursor } from './generated/long2object-open-hash-map.js';
export { Long2ObjectSortedMapView } from './generated/long2object-sorted-map-view.js';
export { Long2ObjectSortedMap } from './generated/long2object-sorted-map.js';
export { Long2ShortMap } from './generated/long2short-map.js';
export { Long2ShortOpenHashMap } from './generated/long2short-open-hash-map.js';
export type { Long2ShortOpenHashMapCursor } from './generated/long2short-open-hash-map.js';
export { Object2IntMap } from './generated/object2int-map.js';
export { Object2IntOpenCustomHashMap } from './generated/object2int-open-custom-hash-map.js';
export { Object2ObjectMap } from './generated/object2object-map.js';
export { Object2ObjectOpenCustomHashMap } from './generated/object2object-open-custom-hash-map.js';
export { ObjectArrayFIFOQueue } from './generated/object-array-fifo-queue.js';
export { SharedInt2IntMapReader } from './generated/shared-int2int-map-reader.js';
export { SharedInt2IntMap } from './generated/shared-int2int-map.js';
export { SharedLong2IntMapReader } from './generated/shared-long2int-map-reader.js';
export { SharedLong2IntMap } from './generated/shared-long2int-map.js';
export { Short2ObjectMap } from './generated/short2object-map.js';
export { Short2ObjectOpenHashMap } from './generated/short2object-open-hash-map.js';
export type { Short2ObjectOpenHashMapCursor } from './generated/short2object-open-hash-map.js';
export { String2ObjectLruMap } from './generated/string2object-lru-map.js';
export type { StringLruOptions } from './generated/string2object-lru-map.js';
export type { ArrayOptions } from './array-storage.js';
export { assertValidList } from './list-validity.js';
export type { ArrayCollection } from './list-validity.js';
export { safeHi, safeLo, safeOf } from './safe-integers.js';
export { shuffle } from './shuffle.js';
export type { ShuffledList } from './shuffle.js';
export { subList } from './sub-list.js';
export type { SubList, ViewedList } from './sub-list.js';
export {
  ObjectHeapPriorityQueue,
  assertValidObjectHeapPriorityQueue,
} from './heaps/object-heap-priority-queue.js';
export { IntervalMap, assertValidIntervalMap } from './intervals/interval-map.js';
export type { Interval, IntervalId } from './intervals/interval-map.js';
export { RangeMap, assertValidRangeMap } from './intervals/range-map.js';
export type { Range } from './intervals/range-map.js';
export { BitSet, assertValidBitSet } from './sets/bit-set.js';
export { SparseSet, assertValidSparseSet } from './sets/sparse-set.js';
export type { SparseSetOptions } from './sets/sparse-set.js';
export type { BlockOptions } from './word-block.js';
export { StringTable } from './strings/string-table.js';
export { assertValidStringTable } from './strings/string-table-validity.js';
export { StringSet } from './strings/string-set.js';
export { String2IntMap } from './strings/string2int-map.js';
export { String2IntOpenHashMap } from './operations/string2int-open-hash-map.js';
export type { KeyStrategy, ObjectTableOptions } from './objects/key-strategy.js';
export { assertValidMultimap } from './multimap-validity.js';
export type { Multimap } from './multimap-validity.js';
export type { ObjectMap } from './objects/object-map-validity.js';
export { assertValidObjectMap } from './objects/object-map-validity.js';
export { Reference2IntMap } from './objects/reference2int-map.js';
export { Reference2IntOpenHashMap } from './operations/reference2int-open-hash-map.js';
export type { DisposeReason, LruOptions } from './lru.js';
export type { SortedOptions } from './sorted.js';
export { assertValidSorted } from './sorted-validity.js';
export type { SortedTable } from './sorted.js';
export {
  CapacityError,
  DisposedError,
  FormatError,
  InvalidArgumentError,
  InvalidKeyError,
  InvariantError,
  SharedRoleError,
  SharedTableError,
} from './errors.js';
export { BatchKernel } from './batch/kernel.js';
export type { BatchMemory } from './batch/kernel.js';
export { deleteMany, getManyInto, hasManyInto, setMany } from './batch/many.js';
export type { BatchMap, BatchOptions, BatchSink, BatchTable } from './batch/many.js';
export { keysInto, valuesInto } from './keys-into.js';
export type { NumberSink, ValueSink, WalkedTable } from './keys-into.js';
export { longHi, longLo, longOf } from './long.js';
export type { CollectionRegion, TableOptions } from './options.js';
export {
  blockKey,
  blockKeyHi,
  blockKeyLo,
  blockKeyX,
  blockKeyY,
  blockKeyZ,
  blockPositionOf,
  chunkKey,
  chunkKeyHi,
  chunkKeyLo,
  chunkKeyX,
  chunkKeyZ,
  chunkPositionOf,
} from './positions.js';
export type { BlockPosition, ChunkPosition } from './positions.js';
export { deserialize, serializedLengthAt } from './serial/read.js';
export type { DeserializableClass } from './serial/read.js';
export { serializeInto, serializedLength } from './serial/write.js';
export type { SerializableTable } from './serial/write.js';
export type { SharedRingOptions, SharedRingToken } from './shared/ring-layout.js';
export { SharedBitSet, assertValidSharedBitSet } from './shared/shared-bit-set.js';
export type { SharedBitSetOptions, SharedBitSetToken } from './shared/shared-bit-set.js';
export { SharedRingConsumer } from './shared/shared-ring-consumer.js';
export { SharedRingProducer } from './shared/shared-ring-producer.js';
export { SharedRingQueue, assertValidSharedRingQueue } from './shared/shared-ring-queue.js';
export type { SharedReaderOptions } from './shared/patience.js';
export type { SharedRoleOptions } from './shared/roles.js';
export { assertValidSharedMap } from './shared/shared-map-validity.js';
export type { SharedMapHandle } from './shared/shared-map-validity.js';
export type { SharedToken } from './shared/shared-memory.js';
export type { SharedTableOptions, SharedTableToken } from './shared/table-layout.js';
export { probeStatistics } from './statistics.js';
export type { ProbeStatistics } from './statistics.js';
export { entrySet, keySet, valuesOf } from './views/map-views.js';
export type {
  EntrySet,
  KeyArguments,
  KeySet,
  ValueCollection,
  ViewedMap,
} from './views/map-views.js';
export { unmodifiable } from './views/unmodifiable.js';
export type { Unmodifiable } from './views/unmodifiable.js';
export { assertValidTable } from './validity.js';
export type { HashTable } from './internals.js';
