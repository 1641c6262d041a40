import type { ChunkColumn } from '@sandy/minecraft';
import type { Position, StockBiomes, StockContainer, StockSection } from './prismarine-types.js';

/** What a view needs of its chunk. */
export interface ViewedChunk {
  readonly minY: number;
  readonly column: ChunkColumn;
  /** Section `section` as prismarine-chunk would hold it: a copy. */
  stockSection(section: number): { blocks: StockSection; biomes: StockBiomes };
}

/**
 * One section's blocks behind prismarine-chunk's section interface. Reads and writes go to the
 * column; `data` is a copy in prismarine-chunk's form, made at each access.
 */
export class SectionView {
  readonly #chunk: ViewedChunk;
  readonly #section: number;

  constructor(chunk: ViewedChunk, section: number) {
    this.#chunk = chunk;
    this.#section = section;
  }

  /**
   * Block state ids that may occur; undefined for a single value or global ids, as prismarine-chunk
   * has it.
   */
  get palette(): number[] | undefined {
    const info = this.#chunk.column.sectionInfo(this.#section);
    return info.bits === 0 ? undefined : info.palette;
  }

  /**
   * prismarine-provider-anvil fills the palette in while it saves; there is nothing to keep of it.
   */
  set palette(_palette: number[] | undefined) {}

  get solidBlockCount(): number {
    return this.#chunk.column.sectionInfo(this.#section).solidCount;
  }

  get fluidCount(): number {
    return this.#chunk.column.sectionInfo(this.#section).fluidCount;
  }

  get data(): StockContainer {
    return this.#chunk.stockSection(this.#section).blocks.data;
  }

  /** @param position within the section, 0..15 each */
  get(position: Position): number {
    return this.#chunk.column.getBlockStateId(position.x, this.#y(position.y), position.z);
  }

  /** @param position within the section, 0..15 each */
  set(position: Position, stateId: number): void {
    this.#chunk.column.setBlockStateId(position.x, this.#y(position.y), position.z, stateId);
  }

  isEmpty(): boolean {
    return this.solidBlockCount === 0;
  }

  toJson(): string {
    return this.#chunk.stockSection(this.#section).blocks.toJson();
  }

  write(writer: unknown): void {
    this.#chunk.stockSection(this.#section).blocks.write(writer);
  }

  #y(y: number): number {
    return this.#chunk.minY + this.#section * 16 + (y & 15);
  }
}

/** One section's biomes behind prismarine-chunk's interface; see `SectionView`. */
export class BiomeView {
  readonly #chunk: ViewedChunk;
  readonly #section: number;

  constructor(chunk: ViewedChunk, section: number) {
    this.#chunk = chunk;
    this.#section = section;
  }

  get data(): StockContainer {
    return this.#chunk.stockSection(this.#section).biomes.data;
  }

  /** @param cell 4×4×4 cell within the section, 0..3 each */
  get(cell: Position): number {
    return this.#chunk.column.getBiomeId(cell.x << 2, this.#y(cell.y), cell.z << 2);
  }

  /** @param cell 4×4×4 cell within the section, 0..3 each */
  set(cell: Position, biomeId: number): void {
    this.#chunk.column.setBiomeId(cell.x << 2, this.#y(cell.y), cell.z << 2, biomeId);
  }

  toJson(): string {
    return this.#chunk.stockSection(this.#section).biomes.toJson();
  }

  write(writer: unknown): void {
    this.#chunk.stockSection(this.#section).biomes.write(writer);
  }

  #y(cellY: number): number {
    return this.#chunk.minY + this.#section * 16 + ((cellY & 3) << 2);
  }
}
