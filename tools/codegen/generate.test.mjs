import { describe, expect, it } from '@jest/globals';
import { generate } from './generate.mjs';

const product = {
  template: 'some/template.ts.template',
  file: 'some/generated.ts',
  knownFeatures: ['map', 'set', 'long'],
  features: ['map', 'long'],
  macros: {
    Class: 'Product',
    valueAt: (slot) => `values[${slot}]`,
    pair: (first, second) => `${second}:${first}`,
    outer: 'inner $Class',
    endless: '$endless',
  },
};

const body = (template, changes = {}) =>
  generate(template, { ...product, ...changes }).replace(/^(\/\/.*\n){2}/, '');

describe('a generated file', () => {
  it('says what it was made of and by which command', () => {
    const text = generate('class $Class {}\n', product);
    expect(text).toBe(
      '// Written by `npm run codegen` from some/template.ts.template:\n' +
        '// change that file and run the command again.\nclass Product {}\n',
    );
  });

  it('has the blocks whose conditions hold, nested ones too, and no directives', () => {
    const template = `T
// #if set
out
// #end
// #if map
  a
  // #if set
  out
  // #else
  else
  // #end
  b
// #else
out
// #end
// #if set
out
// #if map
out
// #else
out
// #end
// #end
c`;
    expect(body(template)).toBe('T\n  a\n  else\n  b\nc');
  });

  it.each([
    ['map', true],
    ['!map', false],
    ['map & long', true],
    ['map & set', false],
    ['map & !set', true],
    ['set | long', true],
    ['set | long & set', false],
    ['!map | !long | map & long', true],
  ])('has a block under the condition %s: %s', (condition, isKept) => {
    expect(body(`// #if ${condition}\nx\n// #end\ny`)).toBe(isKept ? 'x\ny' : 'y');
  });

  it('leaves no gap where a block was', () => {
    expect(body('T\n\n// #if set\nout\n// #end\n\nnext\n')).toBe('T\n\nnext\n');
  });

  it('has the texts of macros, also of those within others', () => {
    expect(body('a $Class, $outer.')).toBe('a Product, inner Product.');
    expect(body('`$' + '{x} $Class`')).toBe('`$' + '{x} Product`');
  });

  it('has what macros make of their arguments, with commas in parentheses', () => {
    expect(body('$valueAt(f(a, b) + [c, d][0]) + 1')).toBe('values[f(a, b) + [c, d][0]] + 1');
    expect(body('$pair(a, $valueAt(b))')).toBe('values[b]:a');
  });
});

describe('a template or product that is written wrongly is refused:', () => {
  it.each([
    ['a block that does not close', '// #if map\n', 'a block is not closed'],
    ['an end without a block', 'T\n// #end\n', ':2: expected #if, or #else or #end of an open'],
    ['an else without a block', '// #else\n', ':1: expected #if, or'],
    ['text behind an end', '// #if map\n// #end map\n', ':2: expected #if, or'],
    ['an unknown condition', '// #if list\n// #end\n', 'expected a known feature, got "list"'],
    ['a condition that is missing', '// #if\n// #end\n', 'expected a known feature, got ""'],
    ['an unknown directive', '// #elif map\n', 'expected #if, or #else'],
    ['words as operators', '// #if map or set\n', 'expected a known feature, got "map or set"'],
    ['an unknown macro', 'class $Other {}', 'expected a macro of the product, got $Other'],
    ['a macro of Object.prototype', '$toString', 'expected a macro of the product'],
    [
      'arguments that are missing',
      '$valueAt + 1',
      'some/generated.ts: $valueAt: expected arguments',
    ],
    ['arguments without an end', '$valueAt(1', 'expected ) behind its arguments'],
    ['a macro that expands to itself', '$endless', 'macros expand without end'],
  ])('%s', (_what, template, message) => {
    expect(() => generate(template, product)).toThrow(message);
  });
});
