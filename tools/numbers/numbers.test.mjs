import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import prettier from 'prettier';
import { fill } from './blocks.mjs';
import { formatValue, titleOf } from './format.mjs';
import { resultsIn } from './results.mjs';

const directory = mkdtempSync(path.join(tmpdir(), 'sandy-numbers-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

writeFileSync(
  path.join(directory, 'maps.json'),
  JSON.stringify({
    suite: 'maps',
    node: 'v20.20.2', // as the main job once wrote it
    cpu: 'Test CPU',
    commit: '0123456789abcdef',
    command: 'npm run bench -- maps --json',
    rows: [
      { subject: 'A', peer: 'Map', operation: 'get', n: 1_000_000, nsPerOp: 35.123, speedup: 2.5 },
      { subject: 'A', peer: 'Object', operation: 'get', n: 1_000, nsPerOp: 40, speedup: 0.5 },
      { subject: 'A', peer: 'Map', operation: 'memory', n: 1_000, bytesPerEntry: 16.8 },
    ],
  }),
);
writeFileSync(
  path.join(directory, 'job.json'),
  JSON.stringify({
    bots: 20,
    stock: { rssBytes: 291_000_000, furtherBotBytes: 9_000_000, loadMs: 19_600 },
    shared: { rssBytes: 147_000_000, furtherBotBytes: 900_000, loadMs: 950 },
    savedBytes: { 'uniform sections': 12_345 },
  }),
);
const results = resultsIn(directory);
const filled = async (markdown) => (await fill(markdown, results)).markdown;

describe('a marked table', () => {
  const open = '<!-- numbers:maps columns=peer,n,nsPerOp,speedup where="peer=Map" -->';
  const table = `# Title

${open}

| peer |         n | ns/op | faster |
| ---- | --------: | ----: | -----: |
| Map  | 1,000,000 |  35.1 |  2.5 × |

Measured on Node 20.20.2, Test CPU, commit 0123456789, by \`npm run bench -- maps --json\`.

<!-- /numbers -->

After.
`;

  it('is written from the results', async () => {
    expect(await filled(`# Title\n\n${open}<!-- /numbers -->\n\nAfter.\n`)).toBe(table);
  });

  it('says where the code that was measured is not that of its commit', async () => {
    const dirty = (name) => ({ ...results(name), dirty: true });
    const { markdown } = await fill(`${open}<!-- /numbers -->\n`, dirty);
    expect(markdown).toContain(', commit 0123456789 with uncommitted changes, by ');
  });

  it('stays as it is when it is fresh', async () => {
    expect(await filled(table)).toBe(table);
  });

  it.each([
    ['with a source', open],
    ['without one', '<!-- numbers:job keys=stock columns=name,loadMs -->'],
  ])('%s is laid out as prettier wants it', async (_, marker) => {
    const markdown = await filled(`# Title\n\n${marker}\n<!-- /numbers -->\n\nAfter.\n`);
    expect(await prettier.format(markdown, { parser: 'markdown' })).toBe(markdown);
  });

  it('is corrected when a figure was typed', async () => {
    expect(await filled(table.replace('35.1', '25.1'))).toBe(table);
  });

  it('shows only rows that have every column', async () => {
    const memory = await filled(
      '<!-- numbers:maps columns=subject,bytesPerEntry --><!-- /numbers -->',
    );
    expect(memory).toMatch(/\| A +\| +16\.8 \|/);
    expect(memory.match(/^\| A/gm)).toHaveLength(1);
  });

  it('takes its rows from an object', async () => {
    const sides = await filled(
      '<!-- numbers:job keys=shared,stock columns=name,furtherBotBytes,loadMs --><!-- /numbers -->',
    );
    expect(sides).toMatch(/shared +\| +900 KB \| +950 ms \|\n\| stock +\| +9 MB \| +19\.6 s/);
    const saved = await filled(
      '<!-- numbers:job rows=savedBytes columns=name,savedBytes --><!-- /numbers -->',
    );
    expect(saved).toMatch(/uniform sections \| 12\.3 KB/);
  });
});

describe('a marked value', () => {
  it('is written into running text', async () => {
    expect(
      await filled(
        'costs <!-- numbers:job value=shared.furtherBotBytes -->9 B<!-- /numbers --> each',
      ),
    ).toBe('costs <!-- numbers:job value=shared.furtherBotBytes -->900 KB<!-- /numbers --> each');
  });

  it('may be a ratio', async () => {
    expect(
      await filled(
        '<!-- numbers:job value=stock.furtherBotBytes/shared.furtherBotBytes -->?<!-- /numbers -->',
      ),
    ).toContain('10 ×');
  });
});

describe('markers', () => {
  it('in code are left alone', async () => {
    const text = 'Write `<!-- numbers:none -->` or\n\n```md\n<!-- numbers:none -->\n```\n';
    expect(await fill(text, results)).toEqual({ markdown: text, places: 0 });
  });

  it.each([
    ['without an end', '<!-- numbers:job value=bots -->20', /expected pairs/],
    ['without a start', '20<!-- /numbers -->', /expected pairs/],
    ['with an unknown attribute', '<!-- numbers:job x=1 --><!-- /numbers -->', /got x/],
    ['of an absent file', '<!-- numbers:none columns=a --><!-- /numbers -->', /none\.json/],
    ['of an absent value', '<!-- numbers:job value=a.b --><!-- /numbers -->', /a\.b: expected/],
    ['of absent rows', '<!-- numbers:maps columns=x --><!-- /numbers -->', /expected rows with x/],
  ])('%s are refused', async (_, markdown, message) => {
    await expect(fill(markdown, results)).rejects.toThrow(message);
  });
});

describe('format', () => {
  it('goes by the unit at the end of the name', () => {
    expect(formatValue('rssBytes', 1_234_567)).toBe('1.23 MB');
    expect(formatValue('rssBytes', 512)).toBe('512 B');
    expect(formatValue('loadMs', 12.34)).toBe('12.3 ms');
    expect(formatValue('spread', 0.034)).toBe('3 %');
    expect(formatValue('n', 100_000)).toBe('100,000');
    expect(formatValue('subject', 'a|b')).toBe('a\\|b');
  });

  it('puts the unit of a title into the cells', () => {
    expect(titleOf('furtherBotBytes')).toBe('a further bot');
    expect(titleOf('bytesPerEntry')).toBe('B/entry');
    expect(titleOf('loadCpuMs')).toBe('CPU to load');
    expect(titleOf('heapUsedBytes')).toBe('heap used');
  });
});
