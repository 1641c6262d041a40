/**
 * Chunk columns of the real 1.19.4 region that prismarine-provider-anvil ships (144 columns), ours
 * against prismarine-chunk. One process keeps one column of each in ours and theirs; "known" is
 * what a second bot loads, "new" what the first one does.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { Heap } from '@sandy/allocator';
import { type ChunkColumn, ColumnFactory, ColumnLayout, ColumnStore } from '@sandy/minecraft';
import type { LightData } from '@sandy/minecraft';
import { ContentPool } from '@sandy/pools';
import { defineSuite } from './lib/suite.js';
import type { MemoryCase, TimedCase, Workload } from './lib/suite.js';

const require = createRequire(import.meta.url);
const VERSION = '1.19.4';
const COLUMNS = 144;
const BOTS = 10;
const HEIGHT = { minY: -64, worldHeight: 384 };
const READS = 100_000;
const WRITES = 20_000;

interface Position {
  x: number;
  y: number;
  z: number;
}

interface StockColumn {
  maxBitsPerBlock: number;
  load(data: Buffer): void;
  loadParsedLight(...light: unknown[]): void;
  dump(): Buffer;
  dumpLight(): LightData;
  getBlockStateId(position: Position): number;
  setBlockStateId(position: Position, stateId: number): void;
  getSkyLight(position: Position): number;
  getBiome(position: Position): number;
}

type StockClass = new (options: typeof HEIGHT) => StockColumn;

const Stock = (require('prismarine-chunk') as (version: string) => StockClass)(VERSION);

/** A chunk packet, as far as the columns are concerned. */
interface Packet {
  data: Buffer;
  light: LightData;
}

async function readPackets(): Promise<Packet[]> {
  const { Anvil } = require('prismarine-provider-anvil') as {
    Anvil: (version: string) => new (folder: string) => {
      load(x: number, z: number): Promise<StockColumn>;
      close(): Promise<void>;
    };
  };
  const root = path.dirname(require.resolve('prismarine-provider-anvil/package.json'));
  const provider = new (Anvil(VERSION))(path.join(root, 'test/fixtures', VERSION));
  const packets: Packet[] = [];
  for (let i = 0; i < COLUMNS; i++) {
    const column = await provider.load(i % 12, Math.floor(i / 12));
    packets.push({ data: column.dump(), light: column.dumpLight() });
  }
  await provider.close();
  return packets;
}

/** Read when the suite is loaded, so that what reading leaves behind is in nobody's figures. */
const packets = await readPackets();

/** One manager's worth of columns, without the manager. */
function createWorld() {
  const heap = Heap.create();
  const pool = new ContentPool(heap.createRegion('content'));
  const store = new ColumnStore(pool);
  const layout = new ColumnLayout(HEIGHT, {
    hasLengthPrefix: true,
    hasFluidCount: false,
    directBlockBits: new Stock(HEIGHT).maxBitsPerBlock,
  });
  let owners = 0;
  const addOwner = () => {
    const name = `owner-${owners++}`;
    const owner = { holder: pool.createHolder(name), region: heap.createRegion(name) };
    return new ColumnFactory(store, owner, layout);
  };
  return { heap, addOwner };
}

function loadOurs(factory: ColumnFactory, { data, light }: Packet): ChunkColumn {
  const column = factory.create();
  column.load(data);
  column.loadLight(light);
  return column;
}

function loadTheirs({ data, light }: Packet): StockColumn {
  const column = new Stock(HEIGHT);
  column.load(data);
  column.loadParsedLight(
    light.skyLight,
    light.blockLight,
    light.skyLightMask,
    light.blockLightMask,
    light.emptySkyLightMask,
    light.emptyBlockLightMask,
  );
  return column;
}

/** The same pseudo-random positions for both sides, as one flat list. */
function positions(count: number): Int32Array {
  const list = new Int32Array(count * 4);
  let state = 20_261_122;
  for (let i = 0; i < list.length; i += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    list[i] = (state >>> 8) % COLUMNS;
    list[i + 1] = (state >>> 16) & 15;
    list[i + 2] = ((state >>> 4) % 200) - 64;
    list[i + 3] = (state >>> 24) & 15;
  }
  return list;
}

function ourColumns(): ChunkColumn[] {
  const factory = createWorld().addOwner();
  return packets.map((packet) => loadOurs(factory, packet));
}

function theirColumns(): StockColumn[] {
  return packets.map(loadTheirs);
}

/** What a side has in its columns, so that the runner can see that both have the same. */
function checksumOf(columns: readonly { dump(): Uint8Array }[]): number {
  return columns.reduce((sum, column) => sum + column.dump().length, 0);
}

/** Sum of a block of each column. */
function sampleOf(read: (column: number, x: number, y: number, z: number) => number): number {
  let sum = 0;
  for (let i = 0; i < COLUMNS; i++) sum += read(i, i & 15, (i % 100) - 50, (i * 7) & 15);
  return sum;
}

const sides = { subject: 'ChunkColumn', peer: 'prismarine-chunk', n: COLUMNS } as const;

const load = (operation: string, isKnown: boolean): TimedCase => ({
  ...sides,
  operation,
  ours: () => {
    const { addOwner } = createWorld();
    const first = addOwner();
    if (isKnown) for (const packet of packets) loadOurs(first, packet); // stay open
    const factory = addOwner();
    return {
      operations: COLUMNS,
      run: () => {
        const columns = packets.map((packet) => loadOurs(factory, packet));
        const sum = sampleOf((i, x, y, z) => columns[i]!.getBlockStateId(x, y, z));
        for (const column of columns) column.close();
        return sum;
      },
    };
  },
  theirs: () => {
    return {
      operations: COLUMNS,
      run: () => {
        const columns = packets.map(loadTheirs);
        return sampleOf((i, x, y, z) => columns[i]!.getBlockStateId({ x, y, z }));
      },
    };
  },
});

/** Something done at one position of a column; what it returns goes into the checksum. */
interface PointCase {
  readonly operation: string;
  readonly count: number;
  readonly ours: (column: ChunkColumn, x: number, y: number, z: number, i: number) => number;
  readonly theirs: (column: StockColumn, position: Position, i: number) => number;
}

/** Each side has a loop of its own: in a common one each would be slowed by the other's calls. */
const atRandom = ({ operation, count, ours, theirs }: PointCase): TimedCase => ({
  ...sides,
  operation,
  ours: (): Workload => {
    const columns = ourColumns();
    const list = positions(count);
    return {
      operations: count,
      run: () => {
        let sum = 0;
        for (let i = 0; i < list.length; i += 4) {
          sum += ours(columns[list[i]!]!, list[i + 1]!, list[i + 2]!, list[i + 3]!, i);
        }
        return sum + sampleOf((i, x, y, z) => columns[i]!.getBlockStateId(x, y, z));
      },
    };
  },
  theirs: (): Workload => {
    const columns = theirColumns();
    const list = positions(count);
    const position = { x: 0, y: 0, z: 0 };
    return {
      operations: count,
      run: () => {
        let sum = 0;
        for (let i = 0; i < list.length; i += 4) {
          position.x = list[i + 1]!;
          position.y = list[i + 2]!;
          position.z = list[i + 3]!;
          sum += theirs(columns[list[i]!]!, position, i);
        }
        return sum + sampleOf((i, x, y, z) => columns[i]!.getBlockStateId({ x, y, z }));
      },
    };
  },
});

const pointCases: PointCase[] = [
  {
    operation: 'getBlockStateId, random',
    count: READS,
    ours: (column, x, y, z) => column.getBlockStateId(x, y, z),
    theirs: (column, position) => column.getBlockStateId(position),
  },
  {
    operation: 'getBiome, random',
    count: READS,
    ours: (column, x, y, z) => column.getBiomeId(x, y, z),
    theirs: (column, position) => column.getBiome(position),
  },
  {
    operation: 'getSkyLight, random',
    count: READS,
    ours: (column, x, y, z) => column.getSkyLight(x, y, z),
    theirs: (column, position) => column.getSkyLight(position),
  },
  {
    operation: 'setBlockStateId, random (own copies)',
    count: WRITES,
    ours: (column, x, y, z, i) => {
      column.setBlockStateId(x, y, z, 1 + (i & 7));
      return 0;
    },
    theirs: (column, position, i) => {
      column.setBlockStateId(position, 1 + (i & 7));
      return 0;
    },
  },
];

/** The same on both sides, once for each column. */
const forEachColumn = (
  operation: string,
  step: (column: ChunkColumn | StockColumn) => number,
): TimedCase => {
  const workload = (columns: readonly (ChunkColumn | StockColumn)[]): Workload => ({
    operations: COLUMNS,
    run: () => columns.reduce((sum, column) => sum + step(column), 0),
  });
  return {
    ...sides,
    operation,
    ours: () => workload(ourColumns()),
    theirs: () => workload(theirColumns()),
  };
};

const cases: TimedCase[] = [
  load('load a packet (known content)', true),
  load('load a packet (new content)', false),
  ...pointCases.map(atRandom),
  forEachColumn('dump', (column) => column.dump().length),
];

/** Columns that `bots` owners hold of the same region; bytes are per column held. */
const memory = (operation: string, bots: number): MemoryCase => ({
  ...sides,
  operation,
  n: COLUMNS * bots,
  ours: () => {
    const { heap, addOwner } = createWorld();
    const factories = Array.from({ length: bots }, addOwner);
    const columns = factories.map((factory) => packets.map((packet) => loadOurs(factory, packet)));
    return {
      keep: columns,
      checksum: checksumOf(columns.flat()),
      facts: () => ({ committedBytes: heap.stats().committedBytes }),
    };
  },
  theirs: () => {
    const columns = Array.from({ length: bots }, () => packets.map(loadTheirs));
    return { keep: columns, checksum: checksumOf(columns.flat()) };
  },
});

export const suite = defineSuite({
  about: 'chunk columns of a real 1.19.4 region against prismarine-chunk 1.41.0',
  cases,
  memory: [memory('memory of a column, one bot', 1), memory('memory of a column, ten bots', BOTS)],
});
