import { describe, expect, it } from '@jest/globals';
import { generate } from './generate.mjs';

const product = {
  template: 'some/template.ts',
  file: 'some/generated.ts',
  knownFeatures: ['map', 'set', 'template'],
  features: ['map'],
  names: [['Template', 'Product']],
};

const body = (template, changes = {}) =>
  generate(template, { ...product, ...changes }).replace(/^(\/\/.*\n){2}/, '');

describe('a generated file', () => {
  it('says what it was made of and by which command', () => {
    const text = generate('class Template {}\n', product);
    expect(text).toBe(
      '// Written by `npm run codegen` from some/template.ts:\n' +
        '// change that file and run the command again.\nclass Product {}\n',
    );
  });

  it('has the blocks whose conditions hold, nested ones too, and no directives', () => {
    const template = `Template
// #if template
out
// #end
// #if map
  a
  // #if set
  out
  // #end
  b
// #end
// #if set
out
// #if map
out
// #end
// #end
c`;
    expect(body(template)).toBe('Product\n  a\n  b\nc');
  });

  it('leaves no gap where a block was', () => {
    expect(body('Template\n\n// #if set\nout\n// #end\n\nnext\n')).toBe('Product\n\nnext\n');
  });

  it('replaces names in the given order', () => {
    const names = [
      ['Template<V>', 'Set'],
      ['Template', 'Other'],
    ];
    expect(body('Template<V> Template', { names })).toBe('Set Other');
  });
});

describe('a template or product that is written wrongly is refused:', () => {
  it.each([
    ['a block that does not close', 'Template\n// #if map\n', 'a block is not closed'],
    ['an end without a block', 'Template\n// #end\n', 'some/template.ts:2: no block is open'],
    ['an unknown condition', '// #if list\n// #end\n', 'expected a known feature, got "list"'],
    ['a condition that is missing', '// #if\n// #end\n', 'expected a known feature, got ""'],
    ['an unknown directive', '// #else\n', 'expected #if or #end, got // #else'],
    ['a malformed directive', '// #if map or set\n', 'some/template.ts:1: malformed'],
    ['a name that does not occur', 'class Other {}', 'expected "Template" in some/template.ts'],
  ])('%s', (_what, template, message) => {
    expect(() => generate(template, product)).toThrow(message);
  });
});
