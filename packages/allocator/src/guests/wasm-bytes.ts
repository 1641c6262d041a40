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

/** The bytes of a module, and the argument that they came as. */
export class WasmModule {
  readonly #name: string;
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];

  /** @throws {InvalidArgumentError} if the bytes are not those of a module */
  constructor(name: string, bytes: Uint8Array) {
    this.#name = name;
    this.bytes = bytes;
    this.#assertModule();
    this.sections = [...this.#readSections()];
  }

  reader({ start, end }: Pick<Section, 'start' | 'end'>): WasmReader {
    return new WasmReader(this, start, end);
  }

  /** A reader at each entry of a section that is a list; to be read up to the entry's end. */
  *entriesOf(id: number): Generator<WasmReader> {
    const section = this.sections.find((section) => section.id === id);
    if (section === undefined) return;
    const reader = this.reader(section);
    for (let left = reader.unsigned(); left > 0; left--) yield reader;
  }

  /** What is to be thrown if the module is not `expected`, but `actual`. */
  complaint(expected: string, actual: unknown): InvalidArgumentError {
    return new InvalidArgumentError(this.#name, expected, actual);
  }

  #assertModule(): void {
    const { bytes } = this;
    const expected = 'the bytes of a WebAssembly module';
    const kind = Object.prototype.toString.call(bytes); // whichever realm's, and Node's Buffer
    if (kind !== '[object Uint8Array]') {
      throw this.complaint(`${expected} in a Uint8Array`, Object(bytes) === bytes ? kind : bytes);
    }
    if (MAGIC.every((byte, index) => bytes[index] === byte)) return;
    const begin = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0'));
    throw this.complaint(expected, `${bytes.length} bytes: ${begin.join(' ')} …`);
  }

  *#readSections(): Generator<Section> {
    const reader = this.reader({ start: PREAMBLE_BYTES, end: this.bytes.length });
    while (!reader.isAtEnd) {
      const id = reader.byte();
      const length = reader.unsigned();
      const start = reader.position;
      const end = start + length;
      if (end > this.bytes.length) throw reader.damage('one that ends early');
      yield { id, start, end };
      reader.position = end;
    }
  }
}

/** Reads a module from front to back. Source: WebAssembly core specification, 5 (binary format). */
export class WasmReader {
  readonly #module: WasmModule;
  readonly #end: number;
  position: number;

  constructor(module: WasmModule, start: number, end: number) {
    this.#module = module;
    this.position = start;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.position >= this.#end;
  }

  /** @throws {InvalidArgumentError} at the end */
  byte(): number {
    if (this.isAtEnd) throw this.damage('one that ends early');
    return this.#module.bytes[this.position++]!;
  }

  /** An unsigned number of at most 32 bits (LEB128). */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw this.damage('a number of more than 5 bytes in it');
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

  damage(actual: string): InvalidArgumentError {
    return this.#module.complaint('the bytes of a WebAssembly module', actual);
  }
}

/** Appends a number as {@link WasmReader.unsigned} reads it. */
export function pushUnsigned(bytes: number[], value: number): void {
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
}
