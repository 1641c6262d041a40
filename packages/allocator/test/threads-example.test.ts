import { readFileSync } from 'node:fs';
import { expect, it, jest } from '@jest/globals';
import type { Address, ThreadHeap } from '../src/index.js';

/** The example lies outside this package; its types are checked where it lies. */
interface Example {
  main(allocator: string): Promise<{ heap: ThreadHeap; kept: Address[] }>;
}

const EXAMPLE = new URL('../../../examples/threads.ts', import.meta.url);
const BUILT = new URL('../dist/index.js', import.meta.url); // workers load no TypeScript

it('the example of threads runs, and does what it says', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const { main } = (await import(EXAMPLE.pathname)) as Example;
  const { heap, kept } = await main(BUILT.href);
  const lines = log.mock.calls.map((values) => values.join(' '));
  log.mockRestore();
  expect(lines).toEqual([
    'read 1000 blocks of two workers, their numbers add up to 249500',
    'freed 500 of them here',
    'both workers were terminated while they allocated; adopted: north and south',
    'freed the other 500 here as well',
    '0 bytes of segments are left',
  ]);
  expect(kept.length).toBe(500);
  expect(heap.stats()).toMatchObject({ regionCount: 0, blockCount: 0 });
});

/** Plain JavaScript, as the README shows it, which has no types to import. */
const SHOWN = './threads-readme-example.js';
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const example = read(SHOWN);

it('the example of threads in the README is the one that is tested', () => {
  const shown = example.replace('../src/index.js', '@sandy/allocator');
  expect(read('../README.md')).toContain(`\`\`\`js\n${shown}\`\`\``);
});

it('the example of threads in the README prints what it says', async () => {
  const said = [...example.matchAll(/(?:console\.log\(.*\);) \/\/ (.*)$/gm)].map(
    ([, line]) => line,
  );
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await import(SHOWN);
  const lines = log.mock.calls.map((values) => values.map(String).join(' '));
  log.mockRestore();
  expect(lines).toEqual(said);
  expect(lines.length).toBe(3);
});
