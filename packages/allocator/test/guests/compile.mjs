/**
 * Compiles the sources of the guests here, as far as their compilers are installed. What it writes
 * is not linked yet: `guests-fresh.test.ts` links it and compares with what is committed, or writes
 * that.
 *
 * `node compile.mjs <folder> <base> <base>` writes `<folder>/<guest>.<base>.wasm` and prints which
 * guests it could compile, with the compiler of each: `{ "rust": "rustc 1.63.0" }`.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const WASM_TARGET = 'wasm32-unknown-unknown';
const STACK_BYTES = 16_384;

/** What a command prints, or undefined if it cannot be run. */
function outputOf(command, args) {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/** Folder and version of a package, or undefined if it is not installed. */
function installed(name) {
  try {
    const [directory] = new RegExp(`^.*/node_modules/${name}/`).exec(
      fileURLToPath(import.meta.resolve(name)),
    );
    const { version } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
    return { directory, version };
  } catch {
    return undefined;
  }
}

/**
 * AssemblyScript reads only files that end in `.ts`, which the compiler of this repository would
 * read here too.
 */
function compileAssemblyScript(folder, bases) {
  const compiler = installed('assemblyscript');
  if (compiler === undefined) return undefined;
  cpSync(path.join(here, 'assemblyscript.as'), path.join(folder, 'assemblyscript.ts'));
  cpSync(path.join(here, '../../assemblyscript/runtime.ts'), path.join(folder, 'runtime.ts'));
  for (const base of bases) {
    const options = ['--importMemory', '--noExportMemory', '--exportRuntime', '--noAssert', '-O3'];
    const placed = [
      '--memoryBase',
      base,
      '--stackSize',
      `${STACK_BYTES}`,
      '--runtime',
      './runtime',
    ];
    const asc = path.join(compiler.directory, 'bin/asc.js');
    const args = [
      asc,
      'assemblyscript.ts',
      ...options,
      ...placed,
      '-o',
      `assemblyscript.${base}.wasm`,
    ];
    execFileSync(process.execPath, args, { cwd: folder, stdio: 'inherit' });
  }
  return `assemblyscript ${compiler.version}`;
}

/** A module that takes its base as an import comes out once for both. */
async function assemble(folder, bases) {
  const assembler = installed('binaryen');
  if (assembler === undefined) return undefined;
  const { default: binaryen } = await import('binaryen');
  const text = readFileSync(path.join(here, 'hand-written.wat'), 'utf8');
  const { MVP, BulkMemory, BulkMemoryOpt, MutableGlobals } = binaryen.Features;
  const module = binaryen.parseText(text);
  module.setFeatures(MVP | BulkMemory | BulkMemoryOpt | MutableGlobals);
  if (!module.validate()) throw new Error('hand-written.wat is not valid');
  for (const base of bases) {
    writeFileSync(path.join(folder, `hand-written.${base}.wasm`), module.emitBinary());
  }
  return `binaryen ${assembler.version}`;
}

/**
 * The first compiler that has the standard library for WebAssembly: Debian's
 * `libstd-rust-dev-wasm32`.
 */
function findRustc() {
  return [process.env.RUSTC, 'rustc', '/usr/bin/rustc'].find((command) => {
    const folder =
      command && outputOf(command, ['--print', 'target-libdir', '--target', WASM_TARGET]);
    return (
      folder && existsSync(folder) && readdirSync(folder).some((file) => /^libstd-/.test(file))
    );
  });
}

function compileRust(folder, bases) {
  const rustc = findRustc();
  if (rustc === undefined || outputOf('wasm-ld', ['--version']) === undefined) return undefined;
  // rustc puts the stack before the data, at the beginning of the memory.
  const linker = path.join(folder, 'link.sh');
  const drop = 'for a; do shift; [ "$a" = --stack-first ] || set -- "$@" "$a"; done';
  writeFileSync(linker, `#!/bin/sh\n${drop}\nexec wasm-ld "$@"\n`);
  chmodSync(linker, 0o755);
  const options =
    `opt-level=s lto=fat panic=abort strip=symbols linker-flavor=wasm-ld linker=${linker}
    link-arg=--import-memory link-arg=-zstack-size=${STACK_BYTES}
    link-arg=--export=__stack_pointer target-feature=+mutable-globals`.split(/\s+/);
  for (const base of bases) {
    const codegen = [...options, `link-arg=--global-base=${base}`].flatMap((option) => [
      '-C',
      option,
    ]);
    const out = path.join(folder, `rust.${base}.wasm`);
    const args = ['--crate-type=cdylib', '--target', WASM_TARGET, ...codegen, 'rust.rs', '-o', out];
    execFileSync(rustc, args, { cwd: here, stdio: 'inherit' });
  }
  return outputOf(rustc, ['--version']);
}

const [folder, ...bases] = process.argv.slice(2);
const compilers = {
  assemblyscript: compileAssemblyScript(folder, bases),
  'hand-written': await assemble(folder, bases),
  rust: compileRust(folder, bases),
};
console.log(JSON.stringify(compilers));
