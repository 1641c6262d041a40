import { expect, it, jest } from '@jest/globals';
import type { Guest, Heap } from '../src/index.js';

/** The example lies outside this package; its types are checked where it lies. */
interface Example {
  main(): Promise<{ heap: Heap; quests: { guest: Guest } }>;
}

const EXAMPLE = new URL('../../../examples/wasm-guest.ts', import.meta.url);

it('the example of WebAssembly guests runs, and does what it says', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const { main } = (await import(EXAMPLE.pathname)) as Example;
  const { heap, quests } = await main();
  const lines = log.mock.calls.map((values) => values.join(' '));
  log.mockRestore();
  expect(lines).toEqual([
    '12 and 124500 stones',
    expect.stringMatching(/^guest of region "shop" aborted: out of memory \(runtime\.ts:/),
    expect.stringMatching(/^region "shop": \d+ bytes requested, \d+ of 262144 in use$/),
    expect.stringMatching(/^unloaded 2\d\d KiB; 1001 entries go on$/),
  ]);
  expect(heap.stats().blockCount).toBe(quests.guest.region.stats().blockCount);
});
