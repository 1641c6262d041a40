/** From our columns to prismarine-chunk's and back, for the rare calls that hand out or take its form. */
import { BLOCK_LIGHT, type ChunkColumn, type LightKind, SKY_LIGHT } from '@sandy/minecraft';
import { bitArrayClassOf, type StockBitArray } from './prismarine-types.js';
import type { StockColumn, StockColumnClass } from './prismarine-types.js';

const NIBBLES = 4096;

/** A column of prismarine-chunk with the same content; it shares nothing with `column`. */
export function toStock(Stock: StockColumnClass, column: ChunkColumn): StockColumn {
  const { minY, worldHeight } = column.layout;
  const stock = new Stock({ minY, worldHeight });
  stock.load(asBuffer(column.dump()));
  fillSections(stock, column, SKY_LIGHT, stock.skyLightSections);
  fillSections(stock, column, BLOCK_LIGHT, stock.blockLightSections);
  const light = column.dumpLight();
  const BitArray = bitArrayClassOf(stock);
  stock.skyLightMask = BitArray.fromLongArray(light.skyLightMask, 1);
  stock.blockLightMask = BitArray.fromLongArray(light.blockLightMask, 1);
  stock.emptySkyLightMask = BitArray.fromLongArray(light.emptySkyLightMask, 1);
  stock.emptyBlockLightMask = BitArray.fromLongArray(light.emptyBlockLightMask, 1);
  return stock;
}

function fillSections(
  stock: StockColumn,
  column: ChunkColumn,
  kind: LightKind,
  sections: (StockBitArray | null)[],
): void {
  const BitArray = bitArrayClassOf(stock);
  for (let section = 0; section < sections.length; section++) {
    const bytes = column.lightSection(kind, section);
    if (bytes === undefined) continue;
    const array = new BitArray({ bitsPerValue: 4, capacity: NIBBLES });
    const view = new DataView(bytes.buffer);
    for (let word = 0; word < array.data.length; word += 2) {
      array.data[word + 1] = view.getUint32(word * 4);
      array.data[word] = view.getUint32(word * 4 + 4);
    }
    sections[section] = array;
  }
}

/** Replaces the content of `column` by that of `stock`, which has the same height. */
export function fromStock(stock: StockColumn, column: ChunkColumn): void {
  column.load(dumpStock(stock, column));
  column.loadLight(stock.dumpLight());
}

/**
 * What `stock.dump()` should give: prismarine-chunk forgets in biomes that it read or parsed from JSON
 * that 1.21.5 and later write no length.
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
