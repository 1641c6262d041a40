import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ContentPool } from '@sandy/memory';
import { type Server, startServer, until } from './loopback.js';
import { stockClass } from './versions.js';

const VERSION = '1.19.4';
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the example of the README', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer(VERSION);
    process.env['PORT'] = String(server.port);
  });
  afterAll(() => server.close());

  it('is the file that is run here', () => {
    const shown = /```ts\n(.*?)```/s.exec(read('../README.md'))?.[1];
    expect(shown?.replace('@sandy/prismarine', '../src/index.js')).toBe(
      read('./readme-example.ts'),
    );
  });

  it('joins bots that read one copy of what each of them is sent', async () => {
    const { bots, manager } = await import('./readme-example.js');
    await until(() => server.clients().length === bots.length, 'the clients');
    await until(() => bots.every(({ world }) => world !== undefined), 'the worlds');
    const column = new (stockClass(VERSION))({ minY: -64, worldHeight: 384 });
    for (let i = 0; i < 256; i++) column.setBlockStateId({ x: i & 15, y: 60, z: i >> 4 }, i);
    for (const client of server.clients()) server.sendColumn(client, 0, 0, column);
    const held = () => manager.sharedStore(ContentPool).stats();
    const columns = () => bots.map(({ world }) => world.getColumn(0, 0) as unknown);
    await until(() => columns().every((each) => each !== undefined), 'the columns');
    expect(held().heldBytes).toBe(bots.length * held().uniqueBytes);
    expect(held().uniqueBytes).toBeGreaterThan(0);
    for (const bot of bots) bot.end();
    await until(() => manager.modNames.length === 1, 'the unload of all mods');
    expect(held().contentCount).toBe(0);
  });
});
