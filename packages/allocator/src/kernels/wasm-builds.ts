import { WASM_PAGE_BYTES, findWasmMemory } from '../engine.js';
import type { WasmMemory } from '../engine.js';
import { SCALAR_MODULE } from '../generated/kernels-scalar.js';
import { SIMD_MODULE } from '../generated/kernels-simd.js';
import { decodeBase64 } from './base64.js';
import type { KernelBuild, WasmExports } from './build.js';

/** As much of WebAssembly as is used here; its real types exist in the DOM library only. */
interface WasmNamespace {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

function findWasm(): WasmNamespace | undefined {
  return (globalThis as { WebAssembly?: WasmNamespace }).WebAssembly;
}

/**
 * The import section of the modules: one import, `env.memory`, of at least 0 pages. `tools/kernels`
 * sees to it that they have it.
 */
const IMPORTS = [2, 15, 1, 3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2, 0, 0];

/** The same for a shared memory, which must have a maximum: 65,536 pages, as LEB128. */
const SHARED_IMPORTS = [
  ...[2, 18, 1, 3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2, 3, 0, 128, 128, 4],
];

/** The module with another import section: whether a memory is shared is part of its type. */
function withSharedMemory(module: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const begin = module.findIndex((_, at) => IMPORTS.every((byte, i) => module[at + i] === byte));
  const end = begin + IMPORTS.length;
  return Uint8Array.from([
    ...module.subarray(0, begin),
    ...SHARED_IMPORTS,
    ...module.subarray(end),
  ]);
}

function isShared({ buffer }: WasmMemory): boolean {
  return Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
}

/** A build whose modules are compiled at their first use, for ordinary and for shared memories. */
function wasmBuild(name: string, base64: string): KernelBuild {
  const modules: (object | undefined)[] = [];
  const openIn = (memory: WasmMemory): WasmExports => {
    const { Module, Instance } = findWasm()!;
    const kind = isShared(memory) ? 1 : 0;
    if (modules[kind] === undefined) {
      const bytes = decodeBase64(base64);
      modules[kind] = new Module(kind === 1 ? withSharedMemory(bytes) : bytes);
    }
    return new Instance(modules[kind], { env: { memory } }).exports as WasmExports;
  };
  return {
    name,
    isAvailable: () => findWasm()?.validate(decodeBase64(base64)) === true,
    openIn,
    openScratch: (byteLength) => {
      const pages = Math.ceil(byteLength / WASM_PAGE_BYTES);
      const memory = new (findWasmMemory()!)({ initial: pages, maximum: pages });
      return { buffer: memory.buffer, exports: openIn(memory) };
    },
  };
}

/** WebAssembly with 128-bit vectors: every browser and runtime of note since 2023. */
export const simdKernels: KernelBuild = /* @__PURE__ */ wasmBuild('simd', SIMD_MODULE);

/** WebAssembly without vectors. */
export const scalarKernels: KernelBuild = /* @__PURE__ */ wasmBuild('scalar', SCALAR_MODULE);
