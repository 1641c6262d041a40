export type { ChunkOptions, SharedChunk, SharedChunkClass } from './chunk-class.js';
export { addColumnsTo } from './chunk-home.js';
export { dropIn as default, dropIn as 'module.exports' } from './drop-in.js';
export { defaultManager, loader, useManager, type UseManagerOptions } from './loader.js';
export type { MineflayerPlugin } from './mineflayer-types.js';
export { shareWorld, type ShareWorldOptions } from './share-world.js';
