/**
 * From our columns to prismarine-chunk's and back, for the rare calls that hand out or take its
 * form.
 */
import { BLOCK_LIGHT, type ChunkColumn, type LightKind, SKY_LIGHT } from '@sandy/minecraft';
import { type BitArrayClass, bitArrayClassOf, type StockBitArray } from './prismarine-types.js';
import type { StockColumn, StockColumnClass } from './prismarine-types.js';

const NIBBLES = 4096;

/** A column of prismarine-chunk with the same content; it shares nothing with `column`. */
export function toStock(Stock: StockColumnClass, column: ChunkColumn): StockColumn {
  const { minY, worldHeight } = column.layout;
  const stock = new Stock({ minY, worldHeight });
  stock.load(asBuffer(column.dump()));
  const BitArray = bitArrayClassOf(stock);
  stock.skyLightSections = stockLight(BitArray, column, SKY_LIGHT);
  stock.blockLightSections = stockLight(BitArray, column, BLOCK_LIGHT);
  const mask = (kind: LightKind, ofEmpty: boolean) =>
    BitArray.fromLongArray(column.lightMask(kind, { ofEmpty }), 1);
  stock.skyLightMask = mask(SKY_LIGHT, false);
  stock.blockLightMask = mask(BLOCK_LIGHT, false);
  stock.emptySkyLightMask = mask(SKY_LIGHT, true);
  stock.emptyBlockLightMask = mask(BLOCK_LIGHT, true);
  return stock;
}

/** The light sections of `column` as prismarine-chunk has them. */
export function stockLight(
  BitArray: BitArrayClass,
  column: ChunkColumn,
  kind: LightKind,
): (StockBitArray | null)[] {
  return Array.from({ length: column.layout.lightSectionCount }, (_, section) => {
    const bytes = column.lightSection(kind, section);
    if (bytes === undefined) return null;
    const array = new BitArray({ bitsPerValue: 4, capacity: NIBBLES });
    const view = new DataView(bytes.buffer);
    for (let word = 0; word < array.data.length; word += 2) {
      array.data[word + 1] = view.getUint32(word * 4);
      array.data[word] = view.getUint32(word * 4 + 4);
    }
    return array;
  });
}

/** Replaces the content of `column` by that of `stock`, which has the same height. */
export function fromStock(stock: StockColumn, column: ChunkColumn): void {
  column.load(dumpStock(stock, column));
  column.loadLight(stock.dumpLight());
}

/**
 * What `stock.dump()` should give: prismarine-chunk forgets in biomes that it read or parsed from
 * JSON that 1.21.5 and later write no length.
 */
export function dumpStock(stock: StockColumn, column: ChunkColumn): Uint8Array {
  const noSizePrefix = !column.layout.format.hasLengthPrefix;
  for (const { data } of stock.biomes) data.noSizePrefix = noSizePrefix;
  return stock.dump();
}

/** prismarine-chunk's readers want a Buffer; the bytes are not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
