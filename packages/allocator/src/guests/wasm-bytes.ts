import { InvalidArgumentError } from '../errors.js';

/** Sections of the binary format that guests are about. */
export const CUSTOM_SECTION = 0;
export const IMPORT_SECTION = 2;
export const EXPORT_SECTION = 7;
export const DATA_SECTION = 11;

/** Bytes of the magic number and the version. */
const PREAMBLE_BYTES = 8;
const MAGIC = [0, 0x61, 0x73, 0x6d]; // "\0asm"

/** Content of one section, from `start` to before `end`. */
export interface Section {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** Reads a module from front to back. Source: WebAssembly core specification, 5 (binary format). */
export class WasmReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  position: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.position = position;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.position >= this.#end;
  }

  /** @throws {InvalidArgumentError} at the end */
  byte(): number {
    if (this.isAtEnd) throw notAModule('one that ends early');
    return this.#bytes[this.position++]!;
  }

  /** An unsigned number of at most 32 bits (LEB128). */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw notAModule('a number of more than 5 bytes in it');
  }

  /**
   * A name; what is not ASCII comes out as something else, which is enough to compare with names
   * that are.
   */
  name(): string {
    const end = this.unsigned() + this.position;
    let name = '';
    while (this.position < end) name += String.fromCharCode(this.byte());
    return name;
  }
}

/** @throws {InvalidArgumentError} if the bytes are not those of a module */
export function sectionsOf(bytes: Uint8Array): Section[] {
  if (!ArrayBuffer.isView(bytes) || MAGIC.some((byte, index) => bytes[index] !== byte)) {
    throw notAModule('something else');
  }
  const reader = new WasmReader(bytes, PREAMBLE_BYTES);
  const sections: Section[] = [];
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const length = reader.unsigned();
    const start = reader.position;
    const end = start + length;
    if (end > bytes.length) throw notAModule('one that ends early');
    sections.push({ id, start, end });
    reader.position = end;
  }
  return sections;
}

/** Appends a number as {@link WasmReader.unsigned} reads it. */
export function pushUnsigned(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
}

export function notAModule(actual: string): InvalidArgumentError {
  return new InvalidArgumentError('module', 'the bytes of a linked WebAssembly module', actual);
}
