import { describe, expect, it } from '@jest/globals';
import { wrapComments } from './wrap-comments.mjs';

const words = (count) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');

describe('comments of generated code', () => {
  it('are broken where they are too long, and joined with what follows', () => {
    const text = `/**\n * ${words(20)}\n * and more.\n *\n * @returns ${words(18)}\n * @throws x\n */`;
    const wrapped = wrapComments(text);
    expect(Math.max(...wrapped.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    const plain = (comment) => comment.replace(/\s*\*?\s+/g, ' ');
    expect(plain(wrapped)).toBe(plain(text));
    expect(wrapped).toContain(' and more.\n *\n * @returns');
    expect(wrapped).toContain('\n * @throws x');
  });

  it('of one line become some', () => {
    expect(wrapComments(`  /** ${words(18)} */`)).toMatch(
      /^ {2}\/\*\*\n {3}\* word0 .*\n {3}\* word\d+.*\n {3}\*\/$/,
    );
  });

  it('keep code, tags, layouts and all that is short together', () => {
    const code = ` * ${'x'.repeat(80)} \`one two three four five six\` end`;
    expect(wrapComments(code)).toBe(` * ${'x'.repeat(80)}\n * \`one two three four five six\` end`);
    const layout = ` *     ${words(20)}`;
    expect(wrapComments(layout)).toBe(layout);
    const short = '/** short */\nconst x = 1;\n/**\n * a\n * b\n */';
    expect(wrapComments(short)).toBe(short);
    const line = `const text = '${'y '.repeat(60)}';`;
    expect(wrapComments(line)).toBe(line);
  });
});
