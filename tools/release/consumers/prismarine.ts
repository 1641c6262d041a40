import prismarineChunk, { loader, shareWorld, useManager } from '@sandy/prismarine';
import { MemoryManager } from '@sandy/memory';

const manager = new MemoryManager();
useManager(manager, { mod: 'server' });
const Chunk = loader('1.19.4');
const SameChunk: typeof Chunk = prismarineChunk('1.19.4');
const column = new Chunk({ minY: -64, worldHeight: 384 });
const bytes: Uint8Array = column.dump();

/** What mineflayer calls a plugin. */
type Plugin = (bot: { username: string }, options: { username: string; port?: number }) => void;
const plugin: Plugin = shareWorld(manager, { mod: 'miner' });

export { bytes, plugin, SameChunk };
