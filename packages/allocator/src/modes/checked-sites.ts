import type { Address } from '../api.js';

/** Calls of checked mode at the top of a stack: `note`, `sample`, `sampled` and `allocate`. */
const OWN_FRAMES = 4;
/** So many different stacks are kept, each once; then the store of them begins anew. */
const MAX_STACKS = 4096;

/**
 * Where every n-th block was allocated. A stack costs microseconds, so it is taken for a sample
 * only. Runtimes differ in what `Error.stack` is, if it is there at all: nothing here relies on it.
 */
export class Sites {
  readonly #ofBlocks = new Map<Address, readonly string[]>();
  #stacks = new Map<string, readonly string[]>();

  note(address: Address): void {
    const stack: unknown = new Error().stack;
    this.#ofBlocks.set(address, typeof stack === 'string' ? this.#framesOnce(stack) : []);
  }

  of(address: Address): readonly string[] | undefined {
    return this.#ofBlocks.get(address);
  }

  forget(address: Address): void {
    this.#ofBlocks.delete(address);
  }

  clear(): void {
    this.#ofBlocks.clear();
  }

  #framesOnce(stack: string): readonly string[] {
    let frames = this.#stacks.get(stack);
    if (frames === undefined) {
      frames = framesOf(stack).slice(OWN_FRAMES);
      if (this.#stacks.size === MAX_STACKS) this.#stacks = new Map();
      this.#stacks.set(stack, frames);
    }
    return frames;
  }
}

/**
 * The calls of a stack, the latest first: `f (file:1:2)` in V8 and QuickJS, `f@file:1:2` in
 * SpiderMonkey and JavaScriptCore. V8's first line, the error's name and message, is none.
 */
export function framesOf(stack: string): readonly string[] {
  const lines = stack.split('\n').map((line) => line.trim());
  const marked = lines.filter((line) => line.startsWith('at ')).map((line) => line.slice(3));
  return marked.length > 0 ? marked : lines.filter((line) => line.includes('@'));
}
