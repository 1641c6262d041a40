import { describe, expect, it } from '@jest/globals';
import {
  require,
  type TestColumn,
  type DigestModule,
  type CompareModule,
  fromJob,
} from './support/main-job.js';

describe('the comparison', () => {
  it('names the section in which one block differs', async () => {
    const { digestColumnInto, sectionCount, SECTION_WORDS } =
      await fromJob<DigestModule>('digest.js');
    const { compareDigests } = await fromJob<CompareModule>('compare.js');
    const Chunk = require('prismarine-chunk')('1.19.4') as new () => TestColumn;
    const height = { minY: -64, height: 384, lightBorder: 1 };
    const digestOf = (change: (column: TestColumn) => void) => {
      const column = new Chunk();
      change(column);
      const words = new Int32Array(sectionCount(height) * SECTION_WORDS);
      digestColumnInto(words, 0, column, height);
      return [{ bot: 'bot-01', columns: [{ x: 4, z: 7 }], height, words }];
    };
    const at = { x: 15, y: 47, z: 0 };
    const same = digestOf(() => undefined);
    expect(
      compareDigests(
        same,
        digestOf(() => undefined),
      ).blocksDifferent,
    ).toBe(0);
    const changes: [string, (column: TestColumn) => void][] = [
      ['block states', (column) => column.setBlockStateId(at, 1)],
      ['biomes', (column) => column.setBiome(at, 1)],
      ['block light', (column) => column.setBlockLight(at, 1)],
      ['sky light', (column) => column.setSkyLight(at, 1)],
    ];
    for (const [kind, change] of changes) {
      expect(compareDigests(same, digestOf(change))).toMatchObject({
        blocksCompared: 384 * 256,
        blocksDifferent: 4096,
        differences: [`bot-01, column 4,7, y 32 to 47: ${kind}`],
      });
    }
  });

  it('counts a column that one side lacks', async () => {
    const { compareDigests } = await fromJob<CompareModule>('compare.js');
    const height = { minY: 0, height: 16, lightBorder: 0 };
    const one = { bot: 'bot-01', columns: [{ x: 0, z: 0 }], height, words: new Int32Array(8) };
    const none = { ...one, columns: [], words: new Int32Array(0) };
    expect(compareDigests([one], [none]).blocksDifferent).toBe(4096);
    expect(compareDigests([none], [one]).blocksDifferent).toBe(4096);
    expect(compareDigests([one], []).blocksDifferent).toBe(4096);
  });
});
