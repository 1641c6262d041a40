/**
 * From a template to the text of a class. Pure: no files are touched here.
 *
 * A template is TypeScript by its syntax, so that editors and formatters read it, and is made a
 * class by three means:
 *
 *     // #if map & !objects      lines for classes with these features (also a | b); blocks nest
 *     // #else
 *     // #end
 *     $keyArgs                   a macro: the text that the class has for it
 *     $valueAt(slot)             a macro with arguments: what its function makes of their texts
 *
 * Macros may expand to macros.
 */

/**
 * @typedef {object} Product
 * @property {string} template path of the template, from the root of the repository
 * @property {string} file path of the file to write, from the root of the repository
 * @property {readonly string[]} knownFeatures features that the template's conditions may name
 * @property {readonly string[]} features those that hold for this product
 * @property {Readonly<Record<string, string | ((...args: string[]) => string)>>} macros by their
 * names without `$`
 */

/** A template or a product is written wrongly. */
export class TemplateError extends Error {
  name = 'TemplateError';
}

/** Macros that expand to themselves would never end. */
const MAX_DEPTH = 10;

/**
 * The text of `product`'s file, not yet formatted.
 * @param {string} template text of the template
 * @param {Product} product
 * @returns {string}
 * @throws {TemplateError} if blocks do not close, or a condition or a macro is unknown.
 */
export function generate(template, product) {
  const text = expand(keepBlocks(template, product), product, 0);
  return headerOf(product) + text.replace(/\n{3,}/g, '\n\n').trimStart();
}

/** @param {string} template @param {Product} product */
function keepBlocks(template, product) {
  /** @type {string[]} */
  const kept = [];
  /** Conditions of the blocks that are open here. @type {boolean[]} */
  const open = [];
  template.split('\n').forEach((line, index) => {
    const where = `${product.template}:${index + 1}`;
    const directive = /^\s*\/\/ ?#(\w+)(.*)$/.exec(line);
    if (directive === null) {
      if (open.every(Boolean)) kept.push(line);
      return;
    }
    const [, name, rest] = directive;
    const isBare = rest?.trim() === '';
    if (name === 'if') open.push(holds(rest ?? '', product, where));
    else if (name === 'else' && isBare && open.length > 0) open.push(!open.pop());
    else if (name === 'end' && isBare && open.length > 0) open.pop();
    else throw new TemplateError(`${where}: expected #if, or #else or #end of an open block`);
  });
  if (open.length > 0) throw new TemplateError(`${product.template}: a block is not closed`);
  return kept.join('\n');
}

/**
 * Whether a condition holds: names, `!`, `&`, and `|`, which binds least.
 * @param {string} condition @param {Product} product @param {string} where
 */
function holds(condition, { knownFeatures, features }, where) {
  return condition.split('|').some((all) =>
    all.split('&').every((part) => {
      const [, not, feature = ''] = /^\s*(!?)(\S*)\s*$/.exec(part) ?? [];
      if (!knownFeatures.includes(feature)) {
        throw new TemplateError(`${where}: expected a known feature, got "${part.trim()}"`);
      }
      return features.includes(feature) === (not === '');
    }),
  );
}

/** @param {string} text @param {Product} product @param {number} depth @returns {string} */
function expand(text, product, depth) {
  if (depth > MAX_DEPTH) throw new TemplateError(`${product.file}: macros expand without end`);
  let result = '';
  let rest = text;
  for (let match; (match = /\$([a-z]\w*)/i.exec(rest)) !== null;) {
    const [whole, name = ''] = match;
    result += rest.slice(0, match.index);
    rest = rest.slice(match.index + whole.length);
    const macro = Object.hasOwn(product.macros, name) ? product.macros[name] : undefined;
    if (macro === undefined) {
      throw new TemplateError(`${product.file}: expected a macro of the product, got ${whole}`);
    }
    let expansion;
    if (typeof macro === 'string') expansion = macro;
    else {
      const { args, length } = argumentsAt(rest, `${product.file}: ${whole}`);
      rest = rest.slice(length);
      expansion = macro(...args);
    }
    result += expand(expansion, product, depth + 1);
  }
  return result + rest;
}

/**
 * The arguments in parentheses that `text` begins with, and their length with parentheses.
 * @param {string} text @param {string} where
 */
function argumentsAt(text, where) {
  if (text[0] !== '(') throw new TemplateError(`${where}: expected arguments`);
  const args = [''];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const character = /** @type {string} */ (text[i]);
    if ('([{'.includes(character) && depth++ === 0) continue;
    if (')]}'.includes(character) && --depth === 0) {
      return { args: args.map((arg) => arg.trim()), length: i + 1 };
    }
    if (character === ',' && depth === 1) args.push('');
    else args[args.length - 1] += character;
  }
  throw new TemplateError(`${where}: expected ) behind its arguments`);
}

/** @param {Product} product */
function headerOf(product) {
  return (
    `// Written by \`npm run codegen\` from ${product.template}:\n` +
    '// change that file and run the command again.\n'
  );
}
