/**
 * Writes the generated sources, or tells whether they are fresh.
 *
 *     node tools/codegen/codegen.mjs            writes what differs
 *     node tools/codegen/codegen.mjs --check    writes nothing, names what is stale, exits with 1
 *     if anything is
 *
 * `--root DIR` takes the files under DIR instead of the repository's (the templates stay where they
 * are).
 */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import * as prettier from 'prettier';
import { contentOf, runGenerator } from '../lib/generator.mjs';
import { root as repository } from '../lib/paths.mjs';
import { generate, TemplateError } from './generate.mjs';
import { products } from './products.mjs';
import { wrapComments } from './wrap-comments.mjs';

const prettierOptions = prettier.resolveConfig(join(repository, 'package.json'));

await runGenerator('codegen', TemplateError, { check, write });

/** @param {string} root @returns {Promise<number>} exit code */
async function write(root) {
  let written = 0;
  for (const product of products) {
    const text = await textOf(product);
    const path = join(root, product.file);
    if (contentOf(path) === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    written++;
    console.log(`wrote ${product.file}`);
  }
  const orphans = orphansIn(root);
  for (const file of orphans) console.error(`${file}: nothing generates this file; delete it`);
  console.log(`codegen: ${written} of ${products.length} files written`);
  return orphans.length > 0 ? 1 : 0;
}

/** @param {string} root @returns {Promise<number>} exit code */
async function check(root) {
  const findings = orphansIn(root).map((file) => `${file}: nothing generates this file`);
  for (const product of products) {
    const expected = await textOf(product);
    const actual = contentOf(join(root, product.file));
    if (actual === undefined) findings.push(`${product.file}: missing`);
    else if (actual !== expected) {
      findings.push(`${product.file}:${firstDifference(actual, expected)}: stale`);
    }
  }
  for (const finding of findings) console.error(finding);
  if (findings.length > 0) {
    console.error(`codegen: ${findings.length} findings; run \`npm run codegen\``);
    return 1;
  }
  console.log(`codegen: ${products.length} files are fresh`);
  return 0;
}

/** @param {import('./generate.mjs').Product} product */
async function textOf(product) {
  const text = generate(readFileSync(join(repository, product.template), 'utf8'), product);
  const formatted = await prettier.format(text, {
    ...(await prettierOptions),
    filepath: product.file,
  });
  return wrapComments(formatted);
}

/**
 * Files beside the generated ones that no product writes, such as those of a product that was
 * dropped.
 */
function orphansIn(/** @type {string} */ root) {
  const expected = new Set(products.map((product) => product.file));
  const folders = new Set(products.map((product) => dirname(product.file)));
  return [...folders].flatMap((folder) =>
    listFiles(join(root, folder))
      .map((path) => relative(root, path).split(sep).join('/'))
      .filter((file) => !expected.has(file)),
  );
}

/** @param {string} folder @returns {string[]} */
function listFiles(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Number of the first line that differs. @param {string} actual @param {string} expected */
function firstDifference(actual, expected) {
  const lines = actual.split('\n');
  const index = expected.split('\n').findIndex((line, at) => line !== lines[at]);
  return index < 0 ? lines.length : index + 1;
}
