import type { Heap, Region, WasmMemory } from '../../src/index.js';
import { TestAccount } from './accounts.js';
import { startGuest } from './guests.js';
import type { RunningGuest } from './guests.js';
import { thrownBy } from './heap-state.js';
import type { Random } from './random.js';

const LIMIT = 192 << 10;
const KINDS = ['stone', 'dirt', 'grass', 'sand'];

// Not `expect`: it takes tens of microseconds a call.
export function same(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${String(expected)}, got ${String(actual)}`);
}

export interface World {
  readonly heap: Heap;
  readonly memory: WasmMemory;
  readonly random: Random;
}

/** A guest and what a program that keeps everything in JavaScript says of it. */
export abstract class Player {
  readonly account = new TestAccount();
  protected running!: RunningGuest;
  protected readonly world: World;
  readonly #name: 'assemblyscript' | 'hand-written' | 'rust';

  constructor(world: World, name: 'assemblyscript' | 'hand-written' | 'rust') {
    this.world = world;
    this.#name = name;
    this.start();
  }

  get region(): Region {
    return this.running.guest.region;
  }

  /** One operation; a guest that dies of a refusal is unloaded and started anew. */
  play(): void {
    const refused = this.running.refusals.length;
    if (this.world.random.below(300) === 0) return this.restart();
    try {
      this.step();
    } catch (error) {
      const isDeath =
        (error as { code?: string }).code === 'ERR_SANDY_GUEST_ABORT' ||
        (error as Error).name === 'RuntimeError'; // a panic
      if (!isDeath || this.running.refusals.length === refused) throw error;
      this.restart();
    }
  }

  restart(): void {
    this.unload();
    this.start();
    this.reset();
  }

  unload(): void {
    this.running.guest.dispose();
    same(this.account.balance, 0);
  }

  protected start(): void {
    const { heap, memory } = this.world;
    const options = { account: this.account, limitBytes: LIMIT };
    this.running = startGuest(heap, memory, this.#name, options);
  }

  protected call(name: string, ...numbers: number[]): number {
    return this.running.exports[name]!(...numbers);
  }

  check(): void {
    same(this.account.balance, this.region.stats().committedBytes);
    this.checkContent();
  }

  protected abstract reset(): void;
  protected abstract step(): void;
  protected abstract checkContent(): void;
}

interface Block {
  pointer: number;
  byteLength: number;
  mark: number;
}

/**
 * Calls each of C's functions; every byte of every block is written and read, by the guest or by
 * the host.
 */
export class CPlayer extends Player {
  #blocks: Block[] = [];
  #numbers: number[] = [];

  protected override reset(): void {
    this.#blocks = [];
    this.#numbers = [];
  }

  protected override step(): void {
    const { random } = this.world;
    const kind = random.below(100);
    if (kind < 30) this.#allocate();
    else if (kind < 50) this.#free();
    else if (kind < 60) this.#reallocate();
    else if (kind < 85) {
      const value = random.below(1000);
      if (this.call('push', value) === 1) this.#numbers.push(value);
    } else if (kind < 95) {
      const value = this.#numbers.pop();
      if (value !== undefined) same(this.call('pop'), value);
    } else this.#freeWrongly();
  }

  protected override checkContent(): void {
    for (const block of this.#blocks) this.#expectIntact(block, block.byteLength);
    same(this.call('length'), this.#numbers.length);
    same(
      this.call('sum'),
      this.#numbers.reduce((a, b) => a + b, 0),
    );
    same(this.region.stats().blockCount, 1 + this.#blocks.length + this.#numbers.length);
  }

  #allocate(): void {
    const { random } = this.world;
    const byteLength = this.#length();
    const way = random.below(3);
    const alignment = 1 << random.below(13);
    let pointer = 0;
    if (way === 0) pointer = this.call('malloc', byteLength);
    else if (way === 1) pointer = this.call('calloc', byteLength, 1);
    else pointer = this.call('aligned_alloc', alignment, byteLength);
    if (pointer === 0) return;
    pointer >>>= 0;
    same(pointer % (way === 2 ? alignment : 16), 0);
    const block = { pointer, byteLength, mark: 0 };
    if (way === 1) this.#expectIntact(block, byteLength);
    this.#write(block);
    this.#blocks.push(block);
  }

  #free(): void {
    const block = this.#take();
    if (block === undefined) return;
    this.#expectIntact(block, block.byteLength);
    this.call('free', block.pointer);
    same(thrownBy(() => this.call('free', block.pointer)).code, 'ERR_SANDY_INVALID_FREE');
  }

  #reallocate(): void {
    const block = this.#take();
    if (block === undefined) return;
    const byteLength = this.#length();
    const pointer = this.call('realloc', block.pointer, byteLength) >>> 0;
    if (pointer !== 0) {
      const moved = { pointer, byteLength, mark: block.mark };
      this.#expectIntact(moved, Math.min(byteLength, block.byteLength));
      this.#write(moved);
      this.#blocks.push(moved);
    } else {
      this.#expectIntact(block, block.byteLength);
      this.#blocks.push(block);
    }
  }

  #freeWrongly(): void {
    const { random, memory } = this.world;
    const block = this.#blocks[random.below(this.#blocks.length + 1)];
    const inside = block && block.pointer + 1 + random.below(15);
    const pointer = inside ?? random.below(memory.buffer.byteLength / 32) * 32 + 8;
    const call = (): unknown => this.call('free', pointer);
    same(thrownBy(call).code, 'ERR_SANDY_INVALID_FREE');
  }

  #length(): number {
    const { random } = this.world;
    return random.below(50) === 0 ? random.below(LIMIT) : random.below(1 << (4 + random.below(9)));
  }

  #take(): Block | undefined {
    const blocks = this.#blocks;
    if (blocks.length === 0) return undefined;
    const at = this.world.random.below(blocks.length);
    const block = blocks[at]!;
    blocks[at] = blocks[blocks.length - 1]!;
    blocks.pop();
    return block;
  }

  #write(block: Block): void {
    block.mark = 1 + this.world.random.below(255);
    this.call('fill', block.pointer, block.mark, block.byteLength);
  }

  /** Reads it as the host does. */
  #expectIntact({ pointer, mark }: Block, byteLength: number): void {
    const { guest } = this.running;
    const bytes = guest.region.bytes(guest.addressOf(pointer), byteLength);
    for (let i = 0; i < byteLength; i++) if (bytes[i] !== mark) same(bytes[i], mark);
  }
}

export class RustPlayer extends Player {
  readonly #columns = new Map<number, number[]>();
  #logLength = 0;

  protected override reset(): void {
    this.#columns.clear();
    this.#logLength = 0;
  }

  protected override step(): void {
    const { random } = this.world;
    const kind = random.below(100);
    const id = random.below(40);
    if (kind < 25) {
      const length = random.below(1 << random.below(13));
      if (this.call('load', id, length) === 0) return;
      this.#columns.set(
        id,
        Array.from({ length }, (_, i) => (i * 31) ^ id),
      );
    } else if (kind < 60) {
      const value = random.below(1 << 20);
      this.call('append', id, value);
      const column = this.#columns.get(id);
      if (column === undefined) this.#columns.set(id, [value]);
      else column.push(value);
    } else if (kind < 80) {
      same(this.call('unload', id), Number(this.#columns.delete(id)));
    } else if (kind < 90) {
      same(
        this.call('sum', id),
        (this.#columns.get(id) ?? []).reduce((a, b) => (a + b) | 0, 0),
      );
    } else {
      this.#logLength += KINDS[id & 3]!.length;
      same(this.call('write_log', id), this.#logLength);
    }
  }

  protected override checkContent(): void {
    for (const [id, values] of this.#columns) {
      same(
        this.call('sum', id),
        values.reduce((a, b) => (a + b) | 0, 0),
      );
    }
  }
}

export class ScriptPlayer extends Player {
  #items: string[] = [];

  protected override reset(): void {
    this.#items = [];
  }

  protected override step(): void {
    const { random } = this.world;
    const kind = random.below(100);
    const count = random.below(1000);
    if (kind < 60) {
      same(this.call('add', kind, count), this.#items.length + 1);
      this.#items.push(`${KINDS[kind & 3]}:${count}`);
    } else if (kind < 80) {
      const isThere = this.#items.includes(`${KINDS[kind & 3]}:${count}`);
      same(this.call('countOf', kind, count), isThere ? count : -1);
    } else if (kind < 90) {
      const rounds = random.below(200);
      const text = Array.from({ length: rounds }, (_, i) => KINDS[i & 3]).join('');
      same(this.call('makeGarbage', rounds), text.length);
    } else if (kind < 98) this.call('__collect');
    else {
      this.call('clear');
      this.#items = [];
    }
  }

  protected override checkContent(): void {
    const sum = this.#items.reduce(
      (all, item) => all + item.length + Number(item.split(':')[1]),
      0,
    );
    same(this.call('sumOfList'), sum);
  }
}
