import mineflayer from 'mineflayer';
import { MemoryManager } from '@sandy/memory';
import { shareWorld } from '../src/index.js';

export const manager = new MemoryManager();
export const bots = ['miner', 'farmer', 'builder'].map((name) =>
  mineflayer.createBot({
    host: 'localhost', // a server in offline mode
    port: Number(process.env['PORT'] ?? 25565),
    username: name,
    version: '1.19.4',
    plugins: { sandy: shareWorld(manager, { mod: name }) }, // the one line
  }),
);
