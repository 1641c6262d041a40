export { IntSet } from './generated/int-set.js';
export { Int2IntMap } from './generated/int2int-map.js';
export { Int2IntOpenHashMap } from './generated/int2int-open-hash-map.js';
export { Int2ObjectMap } from './generated/int2object-map.js';
export { Int2ObjectOpenHashMap } from './generated/int2object-open-hash-map.js';
export { LongSet } from './generated/long-set.js';
export { Long2IntMap } from './generated/long2int-map.js';
export { Long2IntOpenHashMap } from './generated/long2int-open-hash-map.js';
export { Long2ObjectMap } from './generated/long2object-map.js';
export { Long2ObjectOpenHashMap } from './generated/long2object-open-hash-map.js';
export { Short2ObjectMap } from './generated/short2object-map.js';
export { Short2ObjectOpenHashMap } from './generated/short2object-open-hash-map.js';
export {
  CapacityError,
  DisposedError,
  InvalidArgumentError,
  InvalidKeyError,
  InvariantError,
} from './errors.js';
export { keysInto } from './keys-into.js';
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
export { probeStatistics } from './statistics.js';
export type { ProbeStatistics } from './statistics.js';
export { assertValidTable } from './validity.js';
export type { HashTable } from './internals.js';
