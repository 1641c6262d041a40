import type { WasmMemory } from '../engine.js';

/** Longest text of a guest that goes into a message, in UTF-16 units. */
const MAX_TEXT_LENGTH = 1000;

const STACK_USED_UP =
  'its stack is used up: by calls nested too deep, or by calls past guest.exportsOf that threw';

/**
 * The guest has called `abort`: it has given up what it was called for, half done as that may be.
 */
export class GuestAbortError extends Error {
  override readonly name = 'GuestAbortError';
  readonly code = 'ERR_SANDY_GUEST_ABORT';
  readonly regionName: string;

  constructor(regionName: string, reason: string) {
    super(`guest of region "${regionName}" aborted: ${reason}`);
    this.regionName = regionName;
  }
}

/**
 * @param where - nothing, or what AssemblyScript passes: pointers to message and file, line and
 * column
 * @throws {GuestAbortError}
 */
export function abortGuest(
  regionName: string,
  memory: WasmMemory,
  [message = 0, file = 0, line = 0, column = 0]: readonly (number | undefined)[],
): never {
  const text = textAt(memory, message);
  const name = textAt(memory, file);
  // AssemblyScript's check of the stack: it passes texts that its module does not contain.
  const isOfStack = file !== 0 && text === '' && name === '' && line === 1 && column === 1;
  if (isOfStack) throw new GuestAbortError(regionName, STACK_USED_UP);
  const place = file === 0 ? '' : ` (${name}:${line}:${column})`;
  throw new GuestAbortError(regionName, (text || 'no message') + place);
}

/**
 * A string of AssemblyScript: UTF-16, its byte length in the word before it. Anything may stand
 * there.
 */
function textAt(memory: WasmMemory, pointer: number): string {
  const start = pointer >>> 0;
  const { byteLength } = memory.buffer;
  if (start < 4 || start > byteLength) return '';
  const view = new DataView(memory.buffer);
  const length = Math.min(view.getUint32(start - 4, true), byteLength - start) >>> 1;
  let text = '';
  for (let i = 0; i < Math.min(length, MAX_TEXT_LENGTH); i++) {
    text += String.fromCharCode(view.getUint16(start + i * 2, true));
  }
  return text;
}
