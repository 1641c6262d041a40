import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  fixture,
  scratch,
  tiny,
  run,
  expectNothingLeft,
  expectRefused,
  corruptChunk,
  corruptTable,
} from './support/main-job.js';

describe('bad input', () => {
  it.each([
    [['--bots', '0'], '--bots: expected an integer from 1 to 1000, got 0'],
    [['--bots', '-2'], '--bots: expected an integer from 1 to 1000, got -2'],
    [['--overlap', '101'], '--overlap: expected an integer from 0 to 100, got 101'],
    [['--frobnicate'], "Unknown option '--frobnicate'"],
    [['--version', '1.99.9'], '--version: "1.99.9" is not one that'],
    [['--world', '/absent/world'], '--world: /absent/world does not exist'],
    [['--json', '/absent/report.json'], '--json: /absent does not exist'],
    [['--json', '/'], '--json: / is a folder'],
    // Linux says of both that they are folders, and of any file in them that it is not there.
    [['--out', '/proc'], '--out: /proc/report.json cannot be written'],
    [['--out', '/proc/reports'], '--out: /proc/reports cannot be made'],
    [['--out', '/dev/null/reports'], '--out: /dev/null is not a folder'],
  ])('%j', async (args, message) => {
    const outcome = await run(args);
    expectRefused(outcome, message);
    expect(outcome.stdout).not.toContain('server:'); // refused before anything was started
    await expectNothingLeft();
  });

  it.each<[string, (region: Buffer) => Buffer, string]>([
    ['a header cut short', (region) => region.subarray(0, 5000), 'truncated: 5000 bytes'],
    [
      'a truncated file',
      (region) => region.subarray(0, 900_000),
      'chunk 1,0 (sector 617): truncated',
    ],
    ['a corrupt chunk', corruptChunk, 'chunk 3,4 (sector 635): chunk is corrupt'],
    ['a corrupt sector table', corruptTable, 'chunk 1,0: sector table is corrupt'],
  ])('%s', async (_, damage, message) => {
    const path = join(scratch, 'r.0.0.mca');
    writeFileSync(path, damage(readFileSync(fixture)));
    const outcome = await run(['--world', path]);
    expectRefused(outcome, message);
    expect(outcome.stderr).toContain(path);
    await expectNothingLeft();
  });

  it('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expectRefused(
      await run([...tiny, '--port', String(port)]),
      `port ${port} on 127.0.0.1 is already in use`,
    );
    server.close();
    await expectNothingLeft();
  });
});
