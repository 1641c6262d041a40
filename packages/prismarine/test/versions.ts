import { createRequire } from 'node:module';
import type { StockColumn, StockColumnClass } from '../src/prismarine-types.js';

const require = createRequire(import.meta.url);

/** A column of prismarine-chunk with the methods that the tests use beside those of the source. */
export type TestColumn = StockColumn & {
  getBlock(position: Position): TestBlock;
  setBlock(position: Position, block: TestBlock): void;
  getBlockStateId(position: Position): number;
  setBlockStateId(position: Position, stateId: number): void;
  getBlockType(position: Position): number;
  getBlockData(position: Position): number;
  setBlockType(position: Position, id: number): void;
  setBlockData(position: Position, data: number): void;
  getBiome(position: Position): number;
  setBiome(position: Position, id: number): void;
  getBlockLight(position: Position): number;
  setBlockLight(position: Position, level: number): void;
  getSkyLight(position: Position): number;
  setSkyLight(position: Position, level: number): void;
  getBlockEntity(position: Position): unknown;
  setBlockEntity(position: Position, tag: unknown): void;
  getSection(position: Position): { get(position: Position): number; palette?: number[] };
  getSectionAtIndex(index: number): unknown;
  initialize(make: (x: number, y: number, z: number) => TestBlock | null): void;
  getMask(): unknown;
  dumpBiomes(): unknown;
  loadBiomes(biomes: unknown): void;
  loadParsedLight(...light: unknown[]): void;
};

export interface Position {
  x: number;
  y: number;
  z: number;
}

export interface TestBlock {
  stateId: number;
  name: string;
  light: number;
  skyLight: number;
  biome: { id: number };
  entity?: unknown;
  [key: string]: unknown;
}

export type TestClass = (new (options?: unknown) => TestColumn) & StockColumnClass;

export function stockClass(version: string): TestClass {
  return (require('prismarine-chunk') as (version: string) => TestClass)(version);
}

/** One of each wire form from 1.18 on that the installed prismarine-chunk has data for. */
export const VERSIONS = ['1.18.2', '1.19.4', '1.20.4', '1.21.4', '1.21.5'];
