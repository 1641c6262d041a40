import type { PoolType } from './api.js';
import { defineRecord } from './define-record.js';
import type { PooledRecord } from './pooled-record.js';

/** A block somewhere in a world: 20 bytes in a pool. */
export interface BlockData extends PooledRecord {
  /** int32 */
  x: number;
  /** int32 */
  y: number;
  /** int32 */
  z: number;
  /** uint32 */
  stateId: number;
  /** uint16 */
  biomeId: number;
  /** Light of blocks, uint8. */
  light: number;
  /** uint8 */
  skyLight: number;
}

/** Pools of {@link BlockData}. */
export const BlockDataPool: PoolType<BlockData> = defineRecord<BlockData>('BlockData', {
  x: 'int32',
  y: 'int32',
  z: 'int32',
  stateId: 'uint32',
  biomeId: 'uint16',
  light: 'uint8',
  skyLight: 'uint8',
});
