import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the example of the README', () => {
  it('is the file that is run here', () => {
    const shown = /```ts\n(.*?)```/s.exec(read('../README.md'))?.[1];
    expect(shown?.replaceAll('@sandy/profiler-bridge', '../src/index.js')).toBe(
      read('./readme-example.ts'),
    );
  });

  it('prints what it says', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    await import('./readme-example.js');
    const lines = log.mock.calls.map((values) => values.join(' '));
    log.mockRestore();
    expect(lines[0]).toContain('map-renderer  18.0 MiB  30.0 MiB  48.0 MiB  64.0 MiB    75.0 %');
    expect(lines[0]).toContain('RSS  310 MiB  155 MiB        2.00 ×');
    expect(lines[1]).toBe('true');
  });
});
