import type { InvalidArgumentError } from '../errors.js';
import { CUSTOM_SECTION, WasmModule, pushUnsigned } from './wasm-bytes.js';
import type { WasmReader } from './wasm-bytes.js';

/** Name of the section in which {@link linkGuest} notes what follows the base. */
const SECTION_NAME = 'sandy.guest';
const VERSION = 1;

/**
 * How an address is written: in five bytes that are signed or not (LEB128), or as a word in data.
 */
export const SIGNED = 0;
export const UNSIGNED = 1;
export const WORD = 2;
const KINDS = [SIGNED, UNSIGNED, WORD] as const;

/** Where a module holds addresses of its own data and stack, and how long these are together. */
export interface Relocations {
  /** Byte that the data begins at in the module as it is. */
  readonly linkedBase: number;
  /** Bytes of data and stack. */
  readonly byteLength: number;
  /** Offsets in the module, rising, by kind. */
  readonly fields: readonly (readonly number[])[];
}

/**
 * The module with a custom section behind it, so that everything before stays where it is.
 *
 * Layout: name, version, linkedBase, byteLength, then for each kind the number of fields and the
 * distance of each from the one before; all as LEB128.
 */
export function withRelocations(bytes: Uint8Array, relocations: Relocations): Uint8Array {
  const content: number[] = [SECTION_NAME.length];
  for (let i = 0; i < SECTION_NAME.length; i++) content.push(SECTION_NAME.charCodeAt(i));
  content.push(VERSION);
  pushUnsigned(content, relocations.linkedBase);
  pushUnsigned(content, relocations.byteLength);
  for (const kind of KINDS) {
    const offsets = relocations.fields[kind]!;
    pushUnsigned(content, offsets.length);
    offsets.forEach((offset, i) => pushUnsigned(content, offset - (offsets[i - 1] ?? 0)));
  }
  const head: number[] = [CUSTOM_SECTION];
  pushUnsigned(head, content.length);
  const linked = new Uint8Array(bytes.length + head.length + content.length);
  linked.set(bytes);
  linked.set(head, bytes.length);
  linked.set(content, bytes.length + head.length);
  return linked;
}

/** @throws {InvalidArgumentError} if the module was not linked by {@link linkGuest} */
export function relocationsOf(bytes: Uint8Array): Relocations {
  const module = new WasmModule('module', bytes);
  for (const section of module.sections) {
    if (section.id !== CUSTOM_SECTION) continue;
    const reader = module.reader(section);
    if (reader.name() !== SECTION_NAME) continue;
    if (reader.unsigned() !== VERSION) throw notLinked(module, 'one for another version');
    const linkedBase = reader.unsigned();
    const byteLength = reader.unsigned();
    const end = section.start;
    const fields = KINDS.map((kind) => readOffsets(reader, end - (kind === WORD ? 4 : 5)));
    return { linkedBase, byteLength, fields };
  }
  throw notLinked(module, 'a module that is not linked');
}

function notLinked(module: WasmModule, actual: string): InvalidArgumentError {
  return module.complaint('what linkGuest has made', actual);
}

function readOffsets(reader: WasmReader, last: number): number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (let left = reader.unsigned(); left > 0; left--) {
    offset += reader.unsigned();
    if (offset > last) throw reader.damage('one with a field behind its end');
    offsets.push(offset);
  }
  return offsets;
}

/** A copy of the module whose data and stack begin at byte `base` of the memory. */
export function relocate(
  bytes: Uint8Array,
  relocations: Relocations,
  base: number,
): ReturnType<Uint8Array['slice']> {
  const placed = new Uint8Array(bytes); // `slice` of Node's Buffer is no copy
  const distance = base - relocations.linkedBase;
  for (const kind of KINDS) {
    for (const offset of relocations.fields[kind]!) {
      writeField(placed, offset, kind, readField(placed, offset, kind) + distance);
    }
  }
  return placed;
}

/** The address in a field, 0 … 2^32 − 1. */
export function readField(bytes: Uint8Array, offset: number, kind: number): number {
  const bits = kind === WORD ? 8 : 7;
  let value = 0;
  for (let i = 0; i * bits < 32; i++) {
    value |= (bytes[offset + i]! & ((1 << bits) - 1)) << (i * bits);
  }
  return value >>> 0;
}

/** All five bytes are used, whatever the value, so that nothing behind the field moves. */
function writeField(bytes: Uint8Array, offset: number, kind: number, value: number): void {
  if (kind === WORD) {
    for (let i = 0; i < 4; i++) bytes[offset + i] = value >>> (i * 8);
    return;
  }
  for (let i = 0; i < 4; i++) bytes[offset + i] = ((value >>> (i * 7)) & 0x7f) | 0x80;
  // Of the last byte's seven bits four belong to the value; the others must repeat its sign, or be
  // 0.
  bytes[offset + 4] = kind === SIGNED ? ((value | 0) >> 28) & 0x7f : value >>> 28;
}
