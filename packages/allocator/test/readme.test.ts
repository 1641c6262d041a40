import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';

/** Plain JavaScript, as the README shows it, which has no types to import. */
const EXAMPLE = './readme-example.js';
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the example of the README', () => {
  it('is the file that is run here', () => {
    const shown = /```js\n(.*?)```/s.exec(read('../README.md'))?.[1];
    expect(shown?.replace('@sandy/allocator', '../src/index.js')).toBe(read('./readme-example.js'));
  });

  it('prints what it says', async () => {
    const said = [...read('./readme-example.js').matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)];
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await import(EXAMPLE);
    const lines = log.mock.calls.map((values) => values.map(String).join(' '));
    log.mockRestore();
    expect(lines).toEqual(said.map(([, line]) => line));
    expect(lines.length).toBe(7);
  });
});
