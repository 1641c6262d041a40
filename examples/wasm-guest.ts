/**
 * Two mods in WebAssembly, written in AssemblyScript, that share one memory with their host: each
 * has data, stack and blocks of its own, one is stopped at its limit, and unloading gives back all
 * that it held.
 *
 * Run it after a build: `node examples/dist/wasm-guest.js`. The mods' source is
 * `packages/allocator/test/guests/assemblyscript.as`.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bindGuest, Heap, wasmEngine } from '@sandy/allocator';
import type { Guest, WasmMemory } from '@sandy/allocator';

/** What the mods export. */
interface Inventory {
  /** Adds items of a kind; the number of entries by now. */
  add(kind: number, count: number): number;
  /** Items of a kind. */
  total(kind: number): number;
}

/** As much of WebAssembly as is used here; TypeScript has its types in the library "DOM". */
interface WebAssemblyLike {
  Memory: new (descriptor: { initial: number; maximum: number }) => WasmMemory;
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Inventory } }>;
}
const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: WebAssemblyLike };

/** The built examples lie one folder deeper. */
const root = new URL(import.meta.url.includes('/dist/') ? '../..' : '..', import.meta.url);
const module = new Uint8Array(
  readFileSync(new URL('packages/allocator/test/guests/assemblyscript.wasm', `${root}/`)),
);

/** A mod with a region of its own, at most `limitBytes` long. */
async function loadMod(heap: Heap, memory: WasmMemory, name: string, limitBytes: number) {
  const region = heap.createRegion(name, { limitBytes });
  const refusals: string[] = [];
  const onRefusal = (error: unknown): void => void refusals.push((error as Error).message);
  const guest: Guest = bindGuest(region, { memory, module, onRefusal });
  const { instance } = await wasm.instantiate(guest.module!, { ...guest.imports });
  return { guest, refusals, inventory: guest.exportsOf(instance) }; // may be stopped many times
}

/** @returns what the steps made, for whoever wants to look at it */
export async function main() {
  // 4 GiB of addresses; the system gives a page of memory at its first use.
  const memory = new wasm.Memory({ initial: 65_536, maximum: 65_536 });
  const heap = Heap.create({ engine: wasmEngine({ memory }) });

  const shop = await loadMod(heap, memory, 'shop', 256 * 1024);
  const quests = await loadMod(heap, memory, 'quests', 8 * 1024 * 1024);
  for (let i = 0; i < 1000; i++) quests.inventory.add(i, i);
  shop.inventory.add(0, 12);
  console.log(`${shop.inventory.total(0)} and ${quests.inventory.total(0)} stones`);

  let stopped = '';
  try {
    for (let i = 0; ; i++) shop.inventory.add(1, i); // leaks
  } catch (error) {
    stopped = (error as Error).message;
  }
  console.log(stopped); // the guest's own words: it got 0 from malloc
  console.log(shop.refusals.at(-1)); // the reason, as the host hears of it

  const heldBytes = shop.guest.region.stats().committedBytes;
  shop.guest.dispose();
  console.log(`unloaded ${heldBytes / 1024} KiB; ${quests.inventory.add(2, 1)} entries go on`);
  return { heap, shop, quests, stopped, heldBytes };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
