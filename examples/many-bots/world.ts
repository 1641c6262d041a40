import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { JobError } from './errors.js';
import { columnKey, type ColumnPosition } from './placement.js';
import { checkRegion, readSectorTable, regionPosition } from './region-check.js';
import { dataVersionOf, fixtureVersions } from './versions.js';

const require = createRequire(import.meta.url);

/** A region file that is there. */
export interface RegionFile {
  readonly path: string;
  /** In regions of 32 × 32 chunks. */
  readonly region: ColumnPosition;
}

/** The region files of `--world`, or of the fixture whose data version is nearest to `version`. */
export function findRegions(world: string | undefined, version: string): RegionFile[] {
  const path = world === undefined ? fixtureFolder(version) : resolve(world);
  if (!existsSync(path)) throw new JobError(`--world: ${path} does not exist`);
  if (!statSync(path).isDirectory()) return [singleRegion(path)];
  for (const folder of [path, join(path, 'region')]) {
    if (!existsSync(folder)) continue;
    const found = regionsIn(folder);
    if (found.length > 0) return found;
  }
  throw new JobError(`--world: no region file (r.X.Z.mca) in ${path} or ${join(path, 'region')}`);
}

function singleRegion(path: string): RegionFile {
  const region = regionPosition(basename(path));
  if (region === undefined) {
    throw new JobError(`--world: expected a folder or a file named r.X.Z.mca, got ${path}`);
  }
  return { path, region };
}

function regionsIn(folder: string): RegionFile[] {
  const found: RegionFile[] = [];
  for (const name of readdirSync(folder).sort()) {
    const region = regionPosition(name);
    const path = join(folder, name);
    // Minecraft leaves empty files for regions that it opened and never wrote.
    if (region !== undefined && statSync(path).size > 0) found.push({ path, region });
  }
  return found;
}

/**
 * Folder of the real region that prismarine-provider-anvil ships for the version nearest to
 * `version`.
 */
function fixtureFolder(version: string): string {
  const root = join(
    dirname(require.resolve('prismarine-provider-anvil/package.json')),
    'test/fixtures',
  );
  if (!existsSync(root))
    throw new JobError(`no region files in ${root}: give a world with --world`);
  const wanted = dataVersionOf(version);
  const nearest = fixtureVersions(readdirSync(root)).reduce((best, candidate) => {
    const closer = Math.abs(candidate.dataVersion - wanted) < Math.abs(best.dataVersion - wanted);
    return closer ? candidate : best;
  });
  return join(root, nearest.folder);
}

/**
 * Chunk at which a view of (2 × view)² columns covers most chunks of the regions; of several the
 * one that lies farthest north-west.
 *
 * Cost: 1,024 positions a region by prefix sums; a view that straddles two regions is not tried.
 */
export function densestCenter(regions: readonly RegionFile[], view: number): ColumnPosition {
  let best = { x: 0, z: 0, chunks: -1 };
  for (const { path, region } of regions) {
    const sums = prefixSums(readSectorTable(path, region), region);
    const width = Math.min(2 * view, 32);
    for (let z = 0; z + width <= 32; z++) {
      for (let x = 0; x + width <= 32; x++) {
        const chunks = area(sums, { x, z, width });
        if (chunks <= best.chunks) continue;
        best = { x: region.x * 32 + x + view, z: region.z * 32 + z + view, chunks };
      }
    }
  }
  return { x: best.x, z: best.z };
}

/** sums[z][x] = chunks north-west of (x, z), in a 33 × 33 table. */
function prefixSums(chunks: readonly ColumnPosition[], region: ColumnPosition): Int32Array {
  const sums = new Int32Array(33 * 33);
  for (const chunk of chunks) {
    sums[(chunk.z - region.z * 32 + 1) * 33 + (chunk.x - region.x * 32 + 1)] = 1;
  }
  for (let z = 1; z <= 32; z++) {
    for (let x = 1; x <= 32; x++) {
      const at = z * 33 + x;
      sums[at] = sums[at]! + sums[at - 1]! + sums[at - 33]! - sums[at - 34]!;
    }
  }
  return sums;
}

function area(sums: Int32Array, window: { x: number; z: number; width: number }): number {
  const { x, z, width } = window;
  const top = z * 33;
  const bottom = (z + width) * 33;
  return sums[bottom + x + width]! - sums[top + x + width]! - sums[bottom + x]! + sums[top + x]!;
}

/** The part of a world that the bots will see, checked. */
export interface CheckedWorld {
  readonly files: readonly RegionFile[];
  /** Keys of the chunks that the files hold complete; the server generates all others. */
  readonly fullChunks: ReadonlySet<string>;
}

/**
 * Checks the region files that hold some of `columns`; the others are left alone.
 *
 * @throws {JobError} if one of them is damaged.
 */
export function checkWorld(
  regions: readonly RegionFile[],
  columns: readonly ColumnPosition[],
): CheckedWorld {
  const needed = new Set(columns.map(({ x, z }) => columnKey({ x: x >> 5, z: z >> 5 })));
  const files = regions.filter(({ region }) => needed.has(columnKey(region)));
  const fullChunks = new Set<string>();
  for (const { path, region } of files) {
    for (const chunk of checkRegion(path, region)) {
      if (chunk.full) fullChunks.add(columnKey(chunk));
    }
  }
  return { files, fullChunks };
}

/** Copies region files to where a server with the world folder `folder` reads them. */
export function copyRegions(files: readonly RegionFile[], folder: string): void {
  mkdirSync(join(folder, 'region'));
  for (const { path, region } of files) {
    copyFileSync(path, join(folder, 'region', `r.${region.x}.${region.z}.mca`));
  }
}
