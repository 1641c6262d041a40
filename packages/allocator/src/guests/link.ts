import { SIGNED, UNSIGNED, WORD, readField, withRelocations } from './relocate.js';
import { DATA_SECTION, EXPORT_SECTION, IMPORT_SECTION, WasmModule } from './wasm-bytes.js';
import type { WasmReader } from './wasm-bytes.js';

/**
 * The bases that a guest is compiled for. Addresses from the first to 256 MiB behind the second
 * take five bytes in either of LEB128's forms, and those of one build differ from those of the
 * other in a single byte.
 */
export const GUEST_LINK_BASES: readonly [number, number] = [0x2000_0000, 0x3000_0000];

const I32_CONST = 0x41;
const MAX_ALIGNMENT = 4; // log2, of an access to memory: what precedes its offset
const MEMORY_IMPORT = 2;
const GLOBAL_EXPORT = 3;
const HAS_MAXIMUM = 1;

/** A part of the module, from `start` to before `end`. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of data, and where it is copied to when the module is instantiated. */
interface Segment extends Span {
  readonly address: number | undefined;
}

/**
 * Makes one module that {@link bindGuest} can place anywhere, from two builds of the same program
 * whose data and stack begin at the two {@link GUEST_LINK_BASES}. Where the builds differ, and only
 * there, the module holds an address; where they differ in any other way, it cannot be moved and is
 * refused.
 *
 * Why: compilers for WebAssembly give data fixed addresses, and only some write down where those
 * are used (and none of them alike). Every compiler can be told where to begin:
 * `wasm-ld --global-base`, `asc --memoryBase`.
 *
 * To be done when guests are built, not when they are loaded. The modules must import their memory,
 * and export two globals: `__heap_base`, which says where data and stack end, and
 * `__stack_pointer`, so that {@link Guest.exportsOf} can put it back.
 *
 * @param first - built for `GUEST_LINK_BASES[0]`
 * @param second - built for `GUEST_LINK_BASES[1]`
 * @throws {InvalidArgumentError} saying what stands in the way
 */
export function linkGuest(first: Uint8Array, second: Uint8Array): Uint8Array {
  const module = new WasmModule('first', first);
  const other = new WasmModule('second', second);
  const pageCount = memoryPageCountIn(module);
  assertGlobalExported(module, '__heap_base');
  assertGlobalExported(module, '__stack_pointer');
  const segments = segmentsIn(module);
  const fields = fieldsIn(module, other, segments, pageCount);
  const [linkedBase] = GUEST_LINK_BASES;
  const end = fields
    .flatMap((offsets, kind) => offsets.map((offset) => readField(first, offset, kind)))
    .reduce((a, b) => Math.max(a, b), linkedBase);
  for (const { address = linkedBase, start, end: contentEnd } of segments) {
    if (address < linkedBase || address + contentEnd - start > end) {
      throw module.complaint(`data from ${hex(linkedBase)} to __heap_base`, hex(address));
    }
  }
  const linked = new Uint8Array(first); // `slice` of Node's Buffer is no copy
  // The heap's memory may be shorter than one that reaches up to where the guest was linked.
  for (let i = pageCount.start; i < pageCount.end; i++) linked[i]! &= 0x80;
  return withRelocations(linked, { linkedBase, byteLength: end - linkedBase, fields });
}

/** Offsets of the addresses by kind: where the builds differ, by the distance of their bases. */
function fieldsIn(
  module: WasmModule,
  other: WasmModule,
  segments: readonly Segment[],
  pageCount: Span,
): number[][] {
  const first = module.bytes;
  const second = other.bytes;
  const [low, high] = GUEST_LINK_BASES.map(hex);
  if (first.length !== second.length) {
    const expected = `the program that first is, built for ${high}: ${first.length} bytes`;
    throw other.complaint(expected, `${second.length} bytes`);
  }
  const fields: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < first.length; i++) {
    if (first[i] === second[i] || (i >= pageCount.start && i < pageCount.end)) continue;
    const isData = segments.some(({ start, end }) => i >= start + 3 && i < end);
    const kind = isData ? WORD : kindOfCodeField(first, i);
    const step = isData ? 0x10 : 1; // (second base − first base), as it shows in the highest byte
    if (kind >= 0 && first[i] === second[i]! + step) {
      throw module.complaint(`a build for ${low}`, `that for ${high}: swapped`);
    }
    if (kind < 0 || second[i] !== first[i]! + step) {
      const expected = `the program that first is, built by the same compiler for ${high}`;
      throw other.complaint(expected, `another byte than an address's at ${i}`);
    }
    fields[kind]!.push(i - (isData ? 3 : 4));
  }
  if (fields.every(({ length }) => length === 0)) {
    throw other.complaint(`a build for ${high}`, 'the same build as first');
  }
  return fields;
}

/** What the address is whose last byte is at `last`, or −1 if it is none. */
function kindOfCodeField(bytes: Uint8Array, last: number): number {
  for (let i = last - 4; i < last; i++) if (bytes[i]! < 0x80) return -1;
  const before = bytes[last - 5]!;
  if (before === I32_CONST) return SIGNED;
  return before <= MAX_ALIGNMENT ? UNSIGNED : -1;
}

/** Where the import of the memory says how many pages it must have at least. */
function memoryPageCountIn(module: WasmModule): Span {
  for (const reader of module.entriesOf(IMPORT_SECTION)) {
    reader.name();
    reader.name();
    const kind = reader.byte();
    if (kind === MEMORY_IMPORT) {
      reader.byte();
      const start = reader.position;
      reader.unsigned();
      return { start, end: reader.position };
    }
    skipImportType(reader, kind);
  }
  throw module.complaint('an imported memory', 'none');
}

function skipImportType(reader: WasmReader, kind: number): void {
  reader.unsigned(); // a function's type; a table's or a global's kind of value; a tag's attribute
  if (kind === 0) return;
  const flags = reader.unsigned(); // a table's limits; whether a global can change; a tag's type
  if (kind !== 1) return;
  reader.unsigned();
  if (flags & HAS_MAXIMUM) reader.unsigned();
}

function assertGlobalExported(module: WasmModule, name: string): void {
  for (const reader of module.entriesOf(EXPORT_SECTION)) {
    const isNamed = reader.name() === name;
    const kind = reader.byte();
    reader.unsigned();
    if (isNamed && kind === GLOBAL_EXPORT) return;
  }
  throw module.complaint(`an exported global ${name} (wasm-ld --export=${name})`, 'none');
}

/** The module's data. */
function segmentsIn(module: WasmModule): Segment[] {
  const segments: Segment[] = [];
  for (const reader of module.entriesOf(DATA_SECTION)) {
    const flags = reader.unsigned();
    // 1: copied by code, to an address which that code has; 2: to another memory
    const isActive = flags === 0;
    if (flags > 1 || (isActive && reader.byte() !== I32_CONST)) {
      throw module.complaint('data that a constant places', `kind ${flags}`);
    }
    const address = isActive ? reader.unsigned() : undefined; // below 2^31: signed is the same
    if (isActive) reader.byte(); // the expression's end
    const length = reader.unsigned();
    const start = reader.position;
    reader.position = start + length;
    segments.push({ address, start, end: start + length });
  }
  return segments;
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
