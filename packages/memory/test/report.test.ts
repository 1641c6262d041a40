import { describe, expect, it } from '@jest/globals';
import {
  ContentPool,
  assertValidManager,
  LongSet,
  MemoryManager,
  MiB,
  renderReportHtml,
  renderReportJson,
  renderReportText,
  reportOf,
} from '../src/index.js';

function sample(): MemoryManager {
  const manager = new MemoryManager();
  const words = new Int32Array(50_000).fill(9);
  for (const name of ['one', 'two', 'three']) {
    const mod = manager.trackModMemory(name);
    mod.create(LongSet, { capacity: 5000 });
    manager
      .sharedStore(ContentPool)
      .intern(mod.holderIn(manager.sharedStore(ContentPool)), words, words.length);
  }
  manager.setModMemoryLimit('one', 100 * MiB);
  return manager;
}

describe('the report', () => {
  it('has a row for each mod, one for tables and one for what nobody holds, and adds up', () => {
    const manager = sample();
    const report = reportOf(manager);
    expect(report.mods.map((mod) => mod.name)).toEqual([
      'host',
      'one',
      'two',
      'three',
      '(tables of the heap)',
      '(shared, held by no mod)',
    ]);
    const { committedBytes, metadataBytes } = manager.heap.stats();
    expect(report.mods.reduce((sum, mod) => sum + mod.currentBytes, 0)).toBe(committedBytes);
    expect(report.mods.at(-2)).toMatchObject({ currentBytes: metadataBytes });
    expect(report).toMatchObject({ committedBytes, metadataBytes, unheldBytes: 0 });
    expect(report.mods[1]!.limitBytes).toBe(100 * MiB);
    expect(report.mods[2]!.limitBytes).toBeUndefined();
    for (const mod of report.mods.slice(0, 4)) {
      expect(manager.getMemoryStats(mod.name)).toMatchObject({
        currentBytes: mod.currentBytes,
        sharedBytes: mod.sharedBytes,
      });
    }
  });

  it('says what sharing saved, and what others say that they saved', () => {
    const manager = sample();
    const source = () => ({ 'uniform light': 123, ['__proto__']: 7 });
    manager.savings.add(source);
    const { savings } = reportOf(manager);
    expect(savings).toEqual(
      Object.fromEntries([
        ['one copy of equal content', 400_000],
        ['uniform light', 123],
        ['__proto__', 7],
      ]),
    );
    manager.savings.delete(source);
    expect(Object.keys(reportOf(manager).savings!)).toEqual(['one copy of equal content']);
  });

  it('is shown by the profiler bridge in every form', () => {
    const report = reportOf(sample());
    expect(renderReportText(report)).toContain('three');
    expect(renderReportText(report)).toMatch(/^mods, without the host +3$/m);
    expect(renderReportHtml(report)).toContain('(tables of the heap)');
    expect(JSON.parse(renderReportJson(report))).toMatchObject({
      committedBytes: report.committedBytes,
    });
  });

  it('shows content that no mod holds as such', () => {
    const manager = new MemoryManager();
    const stray = manager.sharedStore(ContentPool).createHolder('stray');
    manager.sharedStore(ContentPool).intern(stray, new Int32Array(1000), 1000);
    const report = reportOf(manager);
    expect(report.unheldBytes).toBe(manager.sharedStore(ContentPool).stats().poolBytes);
    expect(report.mods.at(-1)!.currentBytes).toBe(report.unheldBytes);
    assertValidManager(manager);
  });
});
