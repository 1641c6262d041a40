/** Memory that several threads see, as far as the runtime has it. */
import { CapacityError, InvalidArgumentError, expected } from '../errors.js';

/** As much of a growable SharedArrayBuffer as is used here; older libraries do not know them. */
interface GrowableBuffer extends SharedArrayBuffer {
  readonly growable?: boolean;
  grow(byteLength: number): void;
}

type SharedBufferClass = new (
  byteLength: number,
  options?: { maxByteLength: number },
) => GrowableBuffer;

/**
 * A zeroed buffer that may become `maxByteLength` long; where buffers cannot grow it is so long at
 * once. What is not touched of it takes no memory.
 * @throws {InvalidArgumentError} if the runtime has no shared memory.
 * @throws {CapacityError} if it has not enough.
 */
export function createSharedBuffer(byteLength: number, maxByteLength: number): SharedArrayBuffer {
  // Looked up at each call: a browser has it only on pages that are isolated from others.
  const { SharedArrayBuffer: SharedBuffer } = globalThis as unknown as {
    SharedArrayBuffer?: SharedBufferClass;
  };
  if (SharedBuffer === undefined) {
    throw new InvalidArgumentError(expected('runtime', 'one with SharedArrayBuffer', undefined));
  }
  try {
    const buffer = new SharedBuffer(byteLength, { maxByteLength });
    return buffer.growable === true ? buffer : new SharedBuffer(maxByteLength);
  } catch (cause) {
    throw new CapacityError(`capacity: expected room for ${maxByteLength} bytes, got none`, {
      cause,
    });
  }
}

/**
 * Makes a buffer at least `byteLength` long. Threads may do so at once: growing to a length that
 * another has passed meanwhile fails, and is not needed any more.
 * @throws {CapacityError} if there is no memory for it.
 */
export function growSharedBuffer(buffer: SharedArrayBuffer, byteLength: number): void {
  try {
    if (buffer.byteLength < byteLength) (buffer as GrowableBuffer).grow(byteLength);
  } catch (cause) {
    if (buffer.byteLength >= byteLength) return;
    throw new CapacityError(`capacity: expected memory for ${byteLength} bytes, got none`, {
      cause,
    });
  }
}

/** What can be sent to another thread, by `postMessage` or `workerData`, for it to attach with. */
export interface SharedToken {
  /** What it is a token of. */
  readonly format: string;
  readonly buffer: SharedArrayBuffer;
}

/**
 * The token, if it is one of `format`.
 * @throws {InvalidArgumentError} otherwise
 */
export function checkedToken<T extends SharedToken>(token: T, format: string): T {
  const given = token as Partial<SharedToken> | null | undefined;
  if (given?.format !== format) {
    throw new InvalidArgumentError(expected('token', `one of ${format}`, given?.format));
  }
  // Told by its name, not by `instanceof`: it may come from another realm.
  if (Object.prototype.toString.call(given.buffer) !== '[object SharedArrayBuffer]') {
    const sent = 'one whose memory is shared: sent by postMessage or workerData, not as text';
    throw new InvalidArgumentError(expected('token', sent, given.buffer));
  }
  return token;
}

/** @returns the options, or none. @throws {InvalidArgumentError} for others than `names`. */
export function checkedOptions<T extends object>(
  options: T | null | undefined,
  names: readonly string[],
): Partial<T> {
  const given = options ?? {};
  if (typeof given !== 'object') {
    throw new InvalidArgumentError(expected('options', 'an object', given));
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return given;
  throw new InvalidArgumentError(expected('options', names.join(', ') || 'none', unknown));
}
