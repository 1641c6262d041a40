/** Real chunk data for the tests, and prismarine-chunk's classes as the ground truth. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LightData } from '../src/index.js';

const require = createRequire(import.meta.url);

/** The part of prismarine-chunk's column that the tests compare with. */
export interface StockColumn {
  minY: number;
  worldHeight: number;
  maxBitsPerBlock: number;
  load(data: Buffer): void;
  dump(): Buffer;
  loadParsedLight(...light: unknown[]): void;
  dumpLight(): LightData;
  getBlockStateId(position: Position): number;
  setBlockStateId(position: Position, stateId: number): void;
  getBiome(position: Position): number;
  setBiome(position: Position, biomeId: number): void;
  getSkyLight(position: Position): number;
  setSkyLight(position: Position, level: number): void;
  getBlockLight(position: Position): number;
  setBlockLight(position: Position, level: number): void;
}

export interface Position {
  x: number;
  y: number;
  z: number;
}

export type StockClass = new (options?: { minY: number; worldHeight: number }) => StockColumn;

export function stockClass(version: string): StockClass {
  return (require('prismarine-chunk') as (version: string) => StockClass)(version);
}

const packets = fileURLToPath(new URL('../../../../shared/data/packets-1.18', import.meta.url));

/** Whether the packets lie beside the checkout; continuous integration must have them. */
export function hasPackets(): boolean {
  if (existsSync(packets)) return true;
  if (process.env['CI'] === 'true') throw new Error(`real packets: expected a folder ${packets}`);
  console.warn(`skipped: the real packets of ../shared/data/packets-1.18 are not here`);
  return false;
}

export interface RealPacket {
  name: string;
  data: Buffer;
  light: LightData;
}

/** The 20 chunk packets of a vanilla 1.18 server. */
export function realPackets(): RealPacket[] {
  return readdirSync(packets)
    .filter((file) => file.endsWith('.dump'))
    .map((file) => {
      const meta = JSON.parse(
        readFileSync(path.join(packets, file.replace('.dump', '.meta')), 'utf8'),
      ) as LightData;
      return { name: file, data: readFileSync(path.join(packets, file)), light: meta };
    });
}

/** Full columns of the region file that prismarine-provider-anvil ships for `version`. */
export async function regionColumns(version: string, count: number): Promise<StockColumn[]> {
  const folder = path.join(
    path.dirname(require.resolve('prismarine-provider-anvil/package.json')),
    'test/fixtures',
    version,
  );
  const { Anvil } = require('prismarine-provider-anvil') as {
    Anvil: (version: string) => new (folder: string) => {
      load(x: number, z: number): Promise<StockColumn | null>;
      close(): Promise<void>;
    };
  };
  const provider = new (Anvil(version))(folder);
  const columns: StockColumn[] = [];
  for (let x = 0; x < 32 && columns.length < count; x++) {
    for (let z = 0; z < 32 && columns.length < count; z++) {
      const column = await provider.load(x, z);
      if (column !== null) columns.push(column);
    }
  }
  await provider.close();
  return columns;
}
