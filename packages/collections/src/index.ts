export { LongSet } from './generated/long-set.js';
export { Long2ObjectMap } from './generated/long2object-map.js';
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
