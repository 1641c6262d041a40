/**
 * From a template, a working TypeScript file, to the text of a class. Pure: no files are touched
 * here.
 *
 * A template marks what only some classes get, by comments on lines of their own; blocks nest:
 *
 *     // #if map
 *     …kept for products with the feature `map`
 *     // #end
 */

/**
 * @typedef {object} Product
 * @property {string} template path of the template, from the root of the repository
 * @property {string} file path of the file to write, from the root of the repository
 * @property {readonly string[]} knownFeatures features that the template's conditions may name
 * @property {readonly string[]} features those that hold for this product
 * @property {readonly (readonly [from: string, to: string])[]} names replacements, in order
 */

/** A template or a product is written wrongly. */
export class TemplateError extends Error {
  name = 'TemplateError';
}

/**
 * The text of `product`'s file.
 * @param {string} template text of the template
 * @param {Product} product
 * @returns {string}
 * @throws {TemplateError} if blocks do not close, a condition is unknown or a name does not occur.
 */
export function generate(template, product) {
  let text = keepBlocks(template, product);
  for (const [from, to] of product.names) {
    if (!text.includes(from)) {
      throw new TemplateError(`${product.file}: expected "${from}" in ${product.template}`);
    }
    text = text.replaceAll(from, to);
  }
  return headerOf(product) + text.replace(/\n{3,}/g, '\n\n').trimStart();
}

/** @param {string} template @param {Product} product */
function keepBlocks(template, product) {
  /** @type {string[]} */
  const kept = [];
  /** Conditions of the blocks that are open here. @type {boolean[]} */
  const open = [];
  template.split('\n').forEach((line, index) => {
    const directive = /^\s*\/\/ #(\S+)(?: (\S+))?\s*$/.exec(line);
    const where = `${product.template}:${index + 1}`;
    if (directive === null) {
      if (/^\s*\/\/ ?#(if|end)/.test(line)) throw new TemplateError(`${where}: malformed ${line}`);
      if (open.every(Boolean)) kept.push(line);
    } else if (directive[1] === 'if') {
      const feature = directive[2] ?? '';
      if (!product.knownFeatures.includes(feature)) {
        throw new TemplateError(`${where}: expected a known feature, got "${feature}"`);
      }
      open.push(product.features.includes(feature));
    } else if (directive[1] === 'end' && directive[2] === undefined) {
      if (open.pop() === undefined) throw new TemplateError(`${where}: no block is open`);
    } else {
      throw new TemplateError(`${where}: expected #if or #end, got ${line.trim()}`);
    }
  });
  if (open.length > 0) throw new TemplateError(`${product.template}: a block is not closed`);
  return kept.join('\n');
}

/** @param {Product} product */
function headerOf(product) {
  return (
    `// Written by \`npm run codegen\` from ${product.template}:\n` +
    '// change that file and run the command again.\n'
  );
}
