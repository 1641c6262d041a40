import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  folder,
  main,
  tiny,
  kickingServer,
  start,
  sawLine,
  childOf,
  expectNothingLeft,
  expectRefused,
  type ChildModule,
  type ProtocolModule,
  fromJob,
} from './support/main-job.js';

describe('an end half-way', () => {
  it.each([
    ['server-process', 'server ended unexpectedly (SIGKILL)'],
    ['bots-process', 'bots (stock, run 1 of 1) ended unexpectedly (SIGKILL)'],
  ])('of the %s is told in one line', async (name, message) => {
    const job = start(tiny);
    await sawLine(job, '1 of 2 bots');
    process.kill(childOf(job, name), 'SIGKILL');
    expectRefused(await job.outcome, message);
    await expectNothingLeft();
  });

  it('by Ctrl-C leaves nothing', async () => {
    const job = start(tiny);
    await sawLine(job, '1 of 2 bots');
    job.process.kill('SIGINT');
    expect(await job.outcome).toMatchObject({
      exitCode: 130,
      stderr: 'many-bots: interrupted (SIGINT)\n',
    });
    await expectNothingLeft();
  });

  it('by Ctrl-C that comes twice is not cut short', async () => {
    const job = start(tiny);
    await sawLine(job, '1 of 2 bots');
    // While it cleans up: as who started it passes on what the terminal has told all.
    job.process.stderr!.once('data', () => job.process.kill('SIGINT'));
    job.process.kill('SIGINT');
    expect(await job.outcome).toMatchObject({
      exitCode: 130,
      stderr: 'many-bots: interrupted (SIGINT)\n',
    });
    await expectNothingLeft();
  });

  it('of its process group by Ctrl-C, without a terminal, is told by our tools once more and leaves nothing', async () => {
    const tools = new URL('../../tools/lib/process.mjs', import.meta.url).href;
    const script = `import { runNode } from ${JSON.stringify(tools)};
      process.exitCode = await runNode(process.argv[1], process.argv.slice(2), { cwd: '.' });`;
    const job = start(tiny, ['--input-type=module', '-e', script]);
    await sawLine(job, '1 of 2 bots');
    process.kill(-job.process.pid!, 'SIGINT');
    expect(await job.outcome).toMatchObject({
      exitCode: 130,
      stderr: 'many-bots: interrupted (SIGINT)\n',
    });
    await expectNothingLeft();
  });

  it('of the job itself takes its processes and files with it', async () => {
    const job = start(tiny);
    await sawLine(job, '1 of 2 bots');
    job.process.kill('SIGKILL');
    await job.outcome;
    await expectNothingLeft();
  });

  it('by a kick names the bot and the reason', async () => {
    const { Child } = await fromJob<ChildModule>('child.js');
    const protocol = createRequire(main)('minecraft-protocol') as ProtocolModule;
    const server = protocol.createServer({
      ...kickingServer,
      beforeLogin: (client) => client.end('not today'),
    });
    await once(server, 'listening');
    const { port } = server.socketServer.address() as AddressInfo;
    const bots = new Child({
      title: 'bots',
      entry: pathToFileURL(join(folder, 'bots-process.js')),
      nodeOptions: ['--expose-gc'],
    });
    await bots.call('start', { mode: 'stock', version: '1.19.4', port, view: 2 }, 60_000);
    const place = { name: 'bot-01', center: { x: 0, z: 0 }, spawn: { x: 0, y: 120, z: 0 } };
    await expect(bots.call('join', [place], 60_000)).rejects.toThrow(
      'bots: bot-01 was kicked: not today',
    );
    await bots.stop();
    server.close();
  });
});
