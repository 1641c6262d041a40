/**
 * From `packages/allocator/assembly` to the text of the three modules that carry its builds:
 * WebAssembly with and without vectors, and plain JavaScript; and from
 * `packages/collections/assembly` to that of the lookup of many keys. Pure but for reading the
 * sources: no file is written here.
 */
import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import binaryen from 'binaryen';
import { fromRoot } from '../lib/paths.mjs';

const SOURCES = 'packages/allocator/assembly';
const TARGETS = 'packages/allocator/src/generated';
const BATCH_SOURCES = 'packages/collections/assembly';
const BATCH_TARGETS = 'packages/collections/src/batch/generated';

/** How AssemblyScript is asked to compile; the files are named as they lie below the root. */
const FLAGS = [
  ...['--runtime', 'stub', '--optimizeLevel', '3', '--shrinkLevel', '0', '--converge'],
  ...['--noAssert', '--importMemory', '--noExportMemory', '--initialMemory', '0'],
];

/**
 * The import section of a module that imports `env.memory` of at least 0 pages and nothing else, as
 * `src/kernels/module.ts` looks for it.
 */
const IMPORT_OF_MEMORY = [2, 15, 1, 3, ...Buffer.from('env'), 6, ...Buffer.from('memory'), 2, 0, 0];

/** The kernels cannot be built. */
export class KernelError extends Error {
  name = 'KernelError';
}

/**
 * @returns {Promise<{ file: string, text: string }[]>} the generated files, from the root of the
 * repository
 */
export async function buildKernels() {
  const vectors = await compile(`${SOURCES}/index.ts`, ['--enable', 'simd']);
  const scalar = await compile(`${SOURCES}/index.ts`, []);
  const script = await compile(`${SOURCES}/script.ts`, ['--disable', 'bulk-memory']);
  const batch = await compile(`${BATCH_SOURCES}/batch.ts`, ['--enable', 'simd']);
  return [
    { file: `${TARGETS}/kernels-simd.ts`, text: embed('SIMD_MODULE', vectors, SOURCES) },
    { file: `${TARGETS}/kernels-scalar.ts`, text: embed('SCALAR_MODULE', scalar, SOURCES) },
    { file: `${TARGETS}/kernels-script.ts`, text: toScript(script) },
    { file: `${BATCH_TARGETS}/batch-simd.ts`, text: embed('BATCH_MODULE', batch, BATCH_SOURCES) },
  ];
}

/**
 * @param {string} entry @param {string[]} flags @returns {Promise<Uint8Array>} a WebAssembly module
 */
async function compile(entry, flags) {
  let module;
  const { error, stderr } = await asc.main(
    [entry, '--outFile', 'kernels.wasm', ...FLAGS, ...flags],
    {
      readFile: (name) => {
        try {
          return readFileSync(fromRoot(name), 'utf8');
        } catch {
          return null; // AssemblyScript tries several names
        }
      },
      writeFile: (_name, contents) => (module = contents),
    },
  );
  if (error !== null) throw new KernelError(`${entry}: ${error.message}\n${stderr.toString()}`);
  return module;
}

/** @param {string} sources */
const headerOf = (sources) =>
  `// Written by \`npm run codegen\` from ${sources}:\n// change it and run the command again.\n`;

/** @param {string} name @param {Uint8Array} module @param {string} sources */
function embed(name, module, sources) {
  const bytes = Buffer.from(module);
  if (!bytes.includes(Buffer.from(IMPORT_OF_MEMORY))) {
    throw new KernelError(`${name}: expected one import, env.memory of at least 0 pages`);
  }
  return `${headerOf(sources)}export const ${name} =\n  '${bytes.toString('base64')}';\n`;
}

/**
 * Binaryen writes a program around the function that holds the kernels; what is wanted is the
 * function, which takes its memory as an argument. What it says of growing memory goes: kernels
 * never ask for more.
 * @param {Uint8Array} wasm
 */
function toScript(wasm) {
  const module = binaryen.readBinary(wasm);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(1);
  module.optimize();
  const program = module.emitAsmjs();
  module.dispose();
  const begin = program.indexOf('function asmFunc(');
  const end = program.indexOf('\n}\n', begin);
  if (begin < 0 || end < 0) throw new KernelError('script: expected asmFunc in what wasm2js wrote');
  const body = program
    .slice(begin, end)
    .replace(/^ function __wasm_memory_size\(\) \{[\s\S]*?^ \}\n/m, '')
    .replace(/^ function __wasm_memory_grow\([\s\S]*?^ \}\n/m, '')
    .replace(/^ memory\.grow = .*\n/m, '')
    .replace(/^ *bufferView = .*\n/gm, '')
    .replace(/^ +/gm, '')
    .replace(/\n\n+/g, '\n');
  if (/__wasm_memory|bufferView|\bnan\b/.test(body)) {
    throw new KernelError('script: expected nothing but kernels in what wasm2js wrote');
  }
  return (
    `${headerOf(SOURCES)}/* eslint-disable */\n// @ts-nocheck\n` +
    `import type { ScriptExports } from '../kernels/build.js';\n${body.replace(
      'function asmFunc(imports) {\nvar env = imports.env;\nvar memory = env.memory;\nvar buffer = memory.buffer;',
      '/** The kernels on a buffer of a fixed length. */\nexport function instantiateScript(buffer: ArrayBufferLike): ScriptExports {',
    )}\n}\n`
  );
}
