/**
 * malloc and free of a WebAssembly guest that is bound to a region: every call goes to JavaScript
 * and back. Against AssemblyScript's TLSF in a second module, which the guest calls without leaving
 * WebAssembly, and against the same calls of the region from JavaScript.
 */
import { readFileSync } from 'node:fs';
import { bindGuest, Heap, wasmEngine } from '@sandy/allocator';
import type { WasmMemory } from '@sandy/allocator';
import { defineSuite } from './lib/suite.js';
import type { TimedCase, Workload } from './lib/suite.js';
import { createTlsf } from './native/tlsf.js';

const PAIRS = 100_000;
const WASM_PAGES = 1 << 16;

interface Exports {
  /** Allocates and frees blocks of one length, the next one before the last is freed. */
  churn(count: number, byteLength: number): number;
}
interface WebAssemblyScope {
  Memory: new (descriptor: { initial: number; maximum: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
}
const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyScope }).WebAssembly;

const file = new URL('../../packages/allocator/test/guests/hand-written.wasm', import.meta.url);

function exportsOf(imports: object): Exports {
  return new wasm.Instance(new wasm.Module(readFileSync(file)), imports).exports as Exports;
}

function openRegion() {
  const memory = new wasm.Memory({ initial: WASM_PAGES, maximum: WASM_PAGES });
  return { memory, region: Heap.create({ engine: wasmEngine({ memory }) }).createRegion('guest') };
}

function boundGuest(byteLength: number): Workload {
  const { memory, region } = openRegion();
  const guest = bindGuest(region, { memory, dataByteLength: 64 });
  const { churn } = exportsOf({ ...guest.imports });
  return { operations: PAIRS, run: () => churn(PAIRS, byteLength) };
}

function guestOfTlsf(byteLength: number): Workload {
  const { memory, region } = openRegion();
  const { env } = bindGuest(region, { memory, dataByteLength: 64 }).imports;
  const { allocate, reallocate, free } = createTlsf();
  const own = { malloc: allocate, realloc: reallocate, free };
  const { churn } = exportsOf({ env: { ...env, ...own } });
  return { operations: PAIRS, run: () => churn(PAIRS, byteLength) };
}

function fromJavaScript(byteLength: number): Workload {
  const { region } = openRegion();
  const churn = (count: number): number => {
    let kept = region.allocate(byteLength);
    for (let i = 0; i < count; i++) {
      const next = region.allocate(byteLength);
      region.free(kept);
      kept = next;
    }
    region.free(kept);
    return kept;
  };
  return { operations: PAIRS, run: () => churn(PAIRS) };
}

export const suite = defineSuite({
  about:
    'malloc and free of a WebAssembly guest against an allocator in WebAssembly, and against the same from JavaScript',
  cases: [24, 300, 4096].flatMap((byteLength): TimedCase[] => {
    const common = {
      subject: 'bindGuest',
      operation: `malloc and free ${byteLength} B`,
      n: byteLength,
      checksum: 'none',
      ours: () => boundGuest(byteLength),
    } as const;
    return [
      { ...common, peer: "AssemblyScript's TLSF", theirs: () => guestOfTlsf(byteLength) },
      { ...common, peer: 'Region, from JavaScript', theirs: () => fromJavaScript(byteLength) },
    ];
  }),
});
