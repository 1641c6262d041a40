import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe.each([
  ['ts', './readme-example.ts'],
  ['js', './readme-tables-example.js'],
])('the example of the README in %s', (language, file) => {
  it('is the file that is run here', () => {
    const shown = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(
      read('../README.md'),
    )?.[1];
    expect(shown?.replace('@sandy/collections', '../src/index.js')).toBe(read(file));
  });

  it('prints what it says', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await import(file.replace('.ts', '.js'));
    const lines = log.mock.calls.map((values) => format(...values));
    log.mockRestore();
    const shown = /console\.log\(.*?\); \/\/ (.*)|\/\/ logs: (.*)/g;
    const comments = [...read(file).matchAll(shown)].map(([, first, second]) => first ?? second);
    expect(lines).toEqual(comments);
  });
});
