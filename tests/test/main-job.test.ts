import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  scratch,
  tiny,
  runOverlap,
  contentBytes,
  run,
  expectNothingLeft,
  readReport,
  expectChecksPassed,
  expectMeasured,
  expectSelfContained,
  expectSaysTheSame,
} from './support/main-job.js';

describe('the quick main job', () => {
  it('shows that shared bots see, block by block, what stock bots see', async () => {
    const json = join(scratch, 'copy.json');
    const outcome = await run(['--quick', '--bots', '3', '--json', json]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    const report = readReport();
    expect(Object.keys(report)).toEqual([
      'bots',
      'columnsPerBot',
      'stock',
      'shared',
      'floor',
      'blocksCompared',
      'blocksDifferent',
      'mods',
      'savedBytes',
    ]);
    expect(report).toMatchObject({ bots: 3, columnsPerBot: 144, blocksDifferent: 0 });
    // As loaded, and again the two columns that were written to.
    expect(report.blocksCompared).toBe(3 * (144 + 2) * 384 * 256);
    expect(report.mods.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bot-01', 'bot-02', 'bot-03']),
    );
    const kept = JSON.parse(readFileSync(json, 'utf8')) as object;
    expect(kept).toMatchObject({
      ...report,
      node: process.versions.node,
      dirty: expect.any(Boolean),
      command: expect.any(String),
    });
    expect(outcome.stdout).toContain('measures noise'); // with three bots and one run
    expect(outcome.stdout).not.toContain('nothing is shared');
    expectChecksPassed(3);
    expectMeasured(report);
    expectSelfContained(readFileSync(join(scratch, 'out/report.html'), 'utf8'));
    expectSaysTheSame(outcome.stdout, readFileSync(join(scratch, 'out/report.html'), 'utf8'));
    expect(outcome.stdout).toContain(join(scratch, 'out/report.html'));
    await expectNothingLeft();
  });

  it('shows what is saved where bots share all, half or nothing of their views', async () => {
    const all = await runOverlap(100);
    const half = await runOverlap(50);
    const none = await runOverlap(0);
    // Two bots of 36 columns hold the content of 36, 54 or 72; the world's columns differ by some
    // tenths.
    expect(contentBytes(half) / contentBytes(all)).toBeGreaterThan(1.2);
    expect(contentBytes(half) / contentBytes(all)).toBeLessThan(1.8);
    expect(contentBytes(none) / contentBytes(all)).toBeGreaterThan(1.6);
    expect(contentBytes(none) / contentBytes(all)).toBeLessThan(2.4);
    const [savedOfAll, savedOfHalf, savedOfNone] = [all, half, none].map(
      ({ savedBytes }) => savedBytes['one copy of equal content']!,
    ) as [number, number, number];
    expect(savedOfHalf / savedOfAll).toBeGreaterThan(0.3);
    expect(savedOfHalf / savedOfAll).toBeLessThan(0.7);
    expect(savedOfNone / savedOfAll).toBeLessThan(0.1);
    // What is left then is saved within each bot's own view.
    expect(none.savedBytes['uniform light as one number']).toBeGreaterThan(0);
  });

  it('says of a Minecraft before 1.18 that nothing is shared there, at the start and in the end', async () => {
    const outcome = await run([...tiny, '--version', '1.17.1']);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    const said = 'Minecraft 1.17.1: nothing is shared before 1.18';
    expect(outcome.stdout.startsWith(said)).toBe(true);
    expect(outcome.stdout.split(said)).toHaveLength(3);
    expect(readFileSync(join(scratch, 'out/report.html'), 'utf8')).toContain(said);
  });

  it.each(['1.18.2', '1.20.2', '1.21.4'])('works in Minecraft %s', async (version) => {
    const outcome = await run([...tiny, '--version', version]);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readReport()).toMatchObject({ columnsPerBot: 16, blocksDifferent: 0 });
    expectChecksPassed(2);
  });
});
