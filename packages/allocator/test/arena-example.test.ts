import { readFileSync } from 'node:fs';
import { expect, it, jest } from '@jest/globals';

/** Plain JavaScript, as the README shows it, which has no types to import. */
const EXAMPLE = './arena-example.js';
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const example = read(EXAMPLE);

it('the example of arenas and rings is the one in the README', () => {
  const shown = example.replace('../src/index.js', '@sandy/allocator');
  expect(read('../README.md')).toContain(`\`\`\`js\n${shown}\`\`\``);
});

it('the example of arenas and rings prints what it says', async () => {
  const said = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  await import(EXAMPLE);
  const lines = log.mock.calls.map((values) => values.map(String).join(' '));
  log.mockRestore();
  expect(lines).toEqual(said);
  expect(lines.length).toBe(3);
});
