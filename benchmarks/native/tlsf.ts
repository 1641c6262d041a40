import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The runtime's own allocator, without the garbage collector above it: the fastest that it can be called. */
const SOURCE = `
export function allocate(byteLength: usize): usize { return heap.alloc(byteLength); }
export function reallocate(pointer: usize, byteLength: usize): usize { return heap.realloc(pointer, byteLength); }
export function free(pointer: usize): void { heap.free(pointer); }
`;

/** AssemblyScript's TLSF (rt/tlsf) in a WebAssembly module. */
export interface TlsfExports {
  allocate(byteLength: number): number;
  reallocate(pointer: number, byteLength: number): number;
  free(pointer: number): void;
}

interface WebAssemblyScope {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
}

/** Compiles the module in a process of its own, so that the compiler's garbage is not in ours, and makes an instance. */
export function createTlsf(): TlsfExports {
  const compiler = createRequire(import.meta.url).resolve('assemblyscript/package.json');
  const folder = mkdtempSync(join(tmpdir(), 'sandy-tlsf-'));
  try {
    writeFileSync(join(folder, 'tlsf.ts'), SOURCE);
    const flags = ['--runtime', 'minimal', '--optimizeLevel', '3', '--converge', '--noAssert'];
    execFileSync(
      process.execPath,
      [join(dirname(compiler), 'bin/asc.js'), 'tlsf.ts', '-o', 'tlsf.wasm', ...flags],
      { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyScope })
      .WebAssembly;
    const module = new Module(readFileSync(join(folder, 'tlsf.wasm')));
    const abort = (): never => {
      throw new Error('tlsf: aborted');
    };
    return new Instance(module, { env: { abort } }).exports as TlsfExports;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
