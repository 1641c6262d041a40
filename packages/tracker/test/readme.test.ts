import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the example of the README', () => {
  it('is the file that is run here', () => {
    const shown = /```ts\n(.*?)```/s.exec(read('../README.md'))?.[1];
    expect(shown?.replace('@sandy/tracker', '../src/index.js')).toBe(read('./readme-example.ts'));
  });

  it('prints what it says', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await import('./readme-example.js');
    const lines = log.mock.calls.map((values) => values.join(' '));
    log.mockRestore();
    const shown = /```text\n(.*?)\n```/s.exec(read('../README.md'))?.[1];
    expect(shown).toContain('map-renderer');
    expect(lines.join('\n')).toBe(['200000 600000 2000000', shown, '0'].join('\n'));
  });
});
