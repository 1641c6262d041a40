import { describe, expect, it } from '@jest/globals';
import { runInQuickJs } from './quickjs.mjs';

const bundle = (result) => `var bundle = { exportNames: ['a'], result: ${result} };`;

describe('runInQuickJs', () => {
  it('gives the names when the smoke test passes, at once or later', async () => {
    await expect(runInQuickJs(bundle('1'), 'test')).resolves.toEqual(['a']);
    await expect(runInQuickJs(bundle('Promise.resolve(1)'), 'test')).resolves.toEqual(['a']);
  });

  it.each([
    ['console.log(1)', /console/],
    ['new WebAssembly.Memory({ initial: 1 })', /WebAssembly/],
    ['new TextDecoder()', /TextDecoder/],
    ['setTimeout(() => {}, 1)', /setTimeout/],
    ['structuredClone({})', /structuredClone/],
    ['performance.now()', /performance/],
  ])('fails on %s', async (expression, message) => {
    await expect(runInQuickJs(bundle(expression), 'test')).rejects.toThrow(message);
    await expect(
      runInQuickJs(bundle(`Promise.resolve().then(() => ${expression})`), 'test'),
    ).rejects.toThrow(message);
  });

  it('fails on a promise that never settles', async () => {
    await expect(runInQuickJs(bundle('new Promise(() => {})'), 'test')).rejects.toThrow(
      /never comes/,
    );
  });
});
