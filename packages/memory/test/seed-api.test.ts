import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { assertValidManager, MiB } from '../src/index.js';
import type { BlockData, Lease, LongSet, MemoryManager, ModMemory } from '../src/index.js';
import type { ModMemoryStats, UnloadReport } from '../src/index.js';
import { codeOf } from './errors.js';

/** The example lies outside this package; its types are checked where it lies. */
interface SeedApi {
  main(): Promise<{
    manager: MemoryManager;
    mod: ModMemory;
    block: BlockData;
    shared: BlockData;
    atlas: Lease<unknown>;
    stats: ModMemoryStats;
    positions: LongSet;
    address: number;
    report: UnloadReport;
  }>;
}

const EXAMPLE = new URL('../../../examples/seed-api.ts', import.meta.url);

/** The lines of a piece of code without comments and space around them. */
function codeLines(code: string): string[] {
  const lines = code.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  return lines.filter((line) => line !== '');
}

describe('the example of the whole API', () => {
  it('runs, and does what it says', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const { main } = (await import(EXAMPLE.pathname)) as SeedApi;
    const made = await main();
    const lines = log.mock.calls.map((values) => values.join(' '));
    log.mockRestore();

    const { stats, report, manager } = made;
    const usage = (stats.currentBytes / MiB).toFixed(3);
    expect(lines).toEqual([`Current usage: ${usage} MiB of 100`]);
    expect(stats.currentBytes).toBeGreaterThanOrEqual(256 * 1024);
    expect(stats).toMatchObject({ recordCount: 1, leaseCount: 1, limitBytes: 100 * MiB });
    expect(report).toMatchObject({
      name: 'my-awesome-mod',
      recordCount: 1,
      collectionCount: 1,
      leaseCount: 1,
      resources: ['textures.common'],
      errors: [],
    });
    expect(report.freedBytes).toBeGreaterThanOrEqual(256 * 1024 + 4096);
    expect(codeOf(() => made.block.x)).toBe('ERR_SANDY_RELEASED');
    expect(made.shared.x).toBe(0); // the host's
    expect(made.atlas.released).toBe(true);
    expect(made.positions.disposed).toBe(true);
    expect(codeOf(() => made.mod.region)).toBe('ERR_SANDY_UNLOADED');
    expect(manager.getMemoryStats('host').recordCount).toBe(1);
    assertValidManager(manager);
  });

  it('is the one that the README shows', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const shown = /```ts\n(.*?)```/s.exec(readme)![1]!;
    const source = codeLines(readFileSync(EXAMPLE, 'utf8')).map((line) =>
      line.replace('const report = manager', 'manager'),
    );
    for (const line of codeLines(shown)) expect(source).toContain(line);
  });
});
