import { describe, expect, it } from '@jest/globals';
import { assertValidHeap } from '../src/index.js';
import { guestHeapCases, guestModule, startGuest, wasm } from './support/guests.js';
import { thrownBy } from './support/heap-state.js';

type Exports = ReturnType<typeof startGuest>['exports'];

/** Where the guest's stack ends at this moment. */
function stackOf(exports: Exports): number {
  return (exports['__stack_pointer'] as unknown as { value: number }).value;
}

describe.each(guestHeapCases)('calls of guests in $name', ({ open }) => {
  it('of AssemblyScript may be refused for ever: each time for want of memory', () => {
    const { memory, heap } = open();
    const { guest, exports } = startGuest(heap, memory, 'assemblyscript', {
      limitBytes: 128 << 10,
    });
    const { add, total, clear } = guest.exportsOf({ exports });
    const stack = stackOf(exports);
    const messages = new Set<string>();
    for (let refusals = 0; refusals < 1500;) {
      try {
        add!(1, 1);
      } catch (error) {
        refusals++; // 450 used the stack up
        messages.add((error as Error).message);
      }
    }
    expect(messages.size).toBe(1);
    expect([...messages][0]).toMatch(/aborted: out of memory \(/);
    expect(stackOf(exports)).toBe(stack);
    expect(total!(1)).toBeGreaterThan(0);
    clear!();
    expect(add!(1, 1)).toBe(1);
    assertValidHeap(heap);
  });

  it('of AssemblyScript past exportsOf use the stack up, and are told so', () => {
    const { memory, heap } = open();
    const { exports } = startGuest(heap, memory, 'assemblyscript', { limitBytes: 128 << 10 });
    let message = '';
    for (let i = 0; i < 6000 && !message.includes('stack'); i++) {
      message = '';
      try {
        exports['add']!(1, 1);
      } catch (error) {
        ({ message } = error as Error);
      }
    }
    expect(message).toMatch(
      /^guest of region "assemblyscript" aborted: its stack is used up: .*exportsOf that threw$/,
    );
  });

  it('are put back also where onRefusal throws, and where a bad free does', () => {
    const { memory, heap } = open();
    const { guest, exports } = startGuest(heap, memory, 'rust', {
      limitBytes: 64 << 10,
      onRefusal: (error) => {
        throw error;
      },
    });
    const { load, free_twice, visit, median } = guest.exportsOf({ exports });
    const stack = stackOf(exports);
    for (let i = 1; i <= 1000; i++) {
      expect(thrownBy(() => load!(1, 1 << 20)).code).toBe('ERR_SANDY_REGION_LIMIT');
      expect(thrownBy(() => free_twice!()).code).toBe('ERR_SANDY_INVALID_FREE');
      expect([stackOf(exports), visit!(3)]).toEqual([stack, i]);
    }
    expect(median!(1)).toBe(median!(1)); // has 4 KiB on the stack
  });

  it('are put back after a trap', () => {
    const { memory, heap } = open();
    const { guest, exports } = startGuest(heap, memory, 'rust', { limitBytes: 64 << 10 });
    const { append, load } = guest.exportsOf({ exports });
    expect(load!(1, 3000)).toBe(1);
    const stack = stackOf(exports);
    const fill = (call: Exports[string] | undefined): unknown => {
      return thrownBy(() => {
        for (;;) call!(1, 7);
      });
    };
    expect(fill(append)).toMatchObject({ name: 'RuntimeError' }); // unreachable: Rust gives up
    expect(stackOf(exports)).toBe(stack);
    expect(fill(exports['append'])).toMatchObject({ name: 'RuntimeError' });
    expect(stackOf(exports)).toBeLessThan(stack); // so there was something to put back
  });

  it('keep the frames of a guest that waits for the host which calls it', () => {
    const { memory, heap } = open();
    const { guest } = startGuest(heap, memory, 'hand-written');
    const { abort } = guest.imports.env;
    let calls: Exports = {};
    let isNested = false;
    const stacks: number[] = [];
    /** What the outer call runs into; the inner one ends there for good. */
    const callBack = (): void => {
      if (isNested) abort();
      isNested = true;
      stacks.push(stackOf(calls));
      expect(thrownBy(() => calls['sum_over_abort']!(7)).code).toBe('ERR_SANDY_GUEST_ABORT');
      stacks.push(stackOf(calls));
      expect(calls['sum_on_stack']!(30)).toBe(465); // writes where waiting frames must not be
    };
    const env = { ...guest.imports.env, abort: callBack };
    const module = new wasm.Module(guestModule('hand-written'));
    const instance = new wasm.Instance(module, { ...guest.imports, env });
    calls = guest.exportsOf(instance);
    const stack = stackOf(calls);
    expect(calls['sum_over_abort']!(12)).toBe(78);
    expect(stacks).toEqual([stack - 12 * 16, stack - 12 * 16]);
    expect(stackOf(calls)).toBe(stack);
  });

  it('pass what they are given, and all else is exported as it was', () => {
    const { memory, heap } = open();
    const { guest, exports } = startGuest(heap, memory, 'hand-written');
    const calls = guest.exportsOf({ exports });
    expect(Object.keys(calls)).toEqual(Object.keys(exports));
    expect(calls['__stack_pointer']).toBe(exports['__stack_pointer']);
    const block = calls['malloc']!(4);
    calls['fill']!(block, 5, 4);
    expect([...guest.region.bytes(guest.addressOf(block), 5)].slice(0, 4)).toEqual([5, 5, 5, 5]);
  });

  it('refuse what is no instance, and a stack pointer that cannot change', () => {
    const { memory, heap } = open();
    const { guest, exports } = startGuest(heap, memory, 'hand-written');
    for (const wrong of [exports, undefined, 3, { exports: undefined }]) {
      const error = thrownBy(() => guest.exportsOf(wrong as unknown as { exports: object }));
      expect(error.message).toMatch(/^instance: expected a WebAssembly.Instance, got /);
    }
    const fixed = new wasm.Global({ value: 'i32', mutable: false }, 3);
    const error = thrownBy(() => guest.exportsOf({ exports: { __stack_pointer: fixed } }));
    expect(error.message).toMatch(/^__stack_pointer: expected a global that can change/);
    const without = { main: () => 1 };
    expect(guest.exportsOf({ exports: without })).toBe(without);
  });
});
