/**
 * The parts of PrismarineJS that this package touches, as structures, so that its types need none
 * of theirs installed. Whatever fits the structure is welcome.
 */

export interface Position {
  x: number;
  y: number;
  z: number;
}

export interface Registry {
  /** The version's blocks by id; registries of one version share the object. */
  readonly blocks: object;
  /** Its biomes by id: those of the version, or what a server has sent. */
  readonly biomes: object;
  readonly version: {
    readonly type: string;
    readonly minecraftVersion?: string | undefined;
    readonly majorVersion?: string | undefined;
    '>='(other: string): boolean;
  };
}

/** A packed array as prismarine-chunk keeps it (`BitArrayNoSpan`). */
export interface StockBitArray {
  readonly data: Uint32Array;
  readonly capacity: number;
  readonly bitsPerValue: number;
  get(index: number): number;
  set(index: number, value: number): void;
  toLongArray(): [number, number][];
}

export interface BitArrayClass {
  new (options: { bitsPerValue: number; capacity: number; data?: Uint32Array }): StockBitArray;
  fromLongArray(longs: readonly (readonly [number, number])[], bitsPerValue: number): StockBitArray;
}

/** Block or biome container of prismarine-chunk. */
export interface StockContainer {
  noSizePrefix?: boolean | undefined;
  readonly value?: number;
  readonly palette?: number[];
  readonly data?: StockBitArray;
  get(index: number): number;
}

export interface StockSection {
  readonly data: StockContainer;
  readonly palette?: number[] | undefined;
  readonly solidBlockCount: number;
  readonly fluidCount: number;
  toJson(): string;
  write(writer: unknown): void;
}

export interface StockBiomes {
  readonly data: StockContainer;
  toJson(): string;
  write(writer: unknown): void;
}

/** An instance of prismarine-chunk's column for 1.18 and later. */
export interface StockColumn {
  readonly constructor: unknown;
  readonly registry: Registry;
  readonly minY: number;
  readonly worldHeight: number;
  readonly maxBitsPerBlock: number;
  readonly maxBitsPerBiome: number;
  readonly sections: StockSection[];
  readonly biomes: StockBiomes[];
  skyLightMask: StockBitArray;
  blockLightMask: StockBitArray;
  emptySkyLightMask: StockBitArray;
  emptyBlockLightMask: StockBitArray;
  skyLightSections: (StockBitArray | null)[];
  blockLightSections: (StockBitArray | null)[];
  blockEntities: Record<string, unknown>;
  load(data: Uint8Array): void;
  dump(): Uint8Array;
  dumpLight(): StockLight;
  loadSection(
    y: number,
    blockStates: unknown,
    biomes: unknown,
    blockLight?: unknown,
    skyLight?: unknown,
  ): void;
  _loadBlockLightNibbles(y: number, nibbles: Uint8Array): void;
  _loadSkyLightNibbles(y: number, nibbles: Uint8Array): void;
  getBlockEntity(position: Position): unknown;
  removeBlockEntity(position: Position): void;
  toJson(): string;
}

export interface StockLight {
  skyLight: Uint8Array[];
  blockLight: Uint8Array[];
  skyLightMask: [number, number][];
  blockLightMask: [number, number][];
  emptySkyLightMask: [number, number][];
  emptyBlockLightMask: [number, number][];
}

export interface StockColumnClass {
  new (options?: unknown): StockColumn;
  readonly prototype: StockColumn;
  readonly section: { new (options: unknown): StockSection };
  fromJson(json: string): StockColumn;
}

export function bitArrayClassOf(column: StockColumn): BitArrayClass {
  return column.skyLightMask.constructor as unknown as BitArrayClass;
}
