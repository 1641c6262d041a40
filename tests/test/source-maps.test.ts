import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Lines that vanish when this file is compiled: without a source map all that follows is misplaced.
 */
interface Vanishing {
  readonly first: string;
  readonly second: string;
}

it('a stack names the line of the TypeScript source, so that a failing test shows the right one', () => {
  const vanishing: Vanishing = { first: 'a', second: 'b' };
  const { stack } = new Error(vanishing.first); // this line
  const line = Number(/source-maps\.test\.ts:(\d+):/.exec(stack!)?.[1]);
  const source = readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n');
  expect(source[line - 1]).toContain('this line');
});
