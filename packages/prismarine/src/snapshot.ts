import {
  BLOCK_LIGHT,
  type ChunkColumn,
  type LightDump,
  type LightKind,
  SKY_LIGHT,
} from '@sandy/minecraft';

/** What a chunk keeps, on the JavaScript heap, of a column that the world has let go of. */
export interface Snapshot {
  readonly terrain: Uint8Array;
  readonly light: LightDump;
  /** Light that was written where the server had said that there is none: no dump has it. */
  readonly unsent: readonly UnsentLight[];
}

interface UnsentLight {
  readonly kind: LightKind;
  /** Lowest block of the section. */
  readonly minY: number;
  /** Levels of all blocks, x first, then z, then y. */
  readonly levels: Uint8Array;
}

export function takeSnapshot(column: ChunkColumn): Snapshot {
  const unsent = [...unsentLight(column, SKY_LIGHT), ...unsentLight(column, BLOCK_LIGHT)];
  return { terrain: column.dump(), light: column.dumpLight(), unsent };
}

/** Fills the new column `column`. @throws what its limit throws; it is to be closed then */
export function restoreSnapshot({ terrain, light, unsent }: Snapshot, column: ChunkColumn): void {
  column.load(terrain);
  column.loadLight(light);
  for (const { kind, minY, levels } of unsent) {
    for (let i = 0; i < levels.length; i++) {
      const [x, y, z] = [i & 15, minY + (i >> 8), (i >> 4) & 15];
      if (kind === SKY_LIGHT) column.setSkyLight(x, y, z, levels[i]!);
      else column.setBlockLight(x, y, z, levels[i]!);
    }
  }
}

function* unsentLight(column: ChunkColumn, kind: LightKind): Generator<UnsentLight> {
  const { minY, lightSectionCount } = column.layout;
  const sent = column.lightMask(kind, { ofEmpty: false });
  for (let section = 0; section < lightSectionCount; section++) {
    const half = sent[section >> 6]![(section & 32) === 0 ? 1 : 0]!;
    if (((half >>> (section & 31)) & 1) === 1) continue;
    if (!column.lightSection(kind, section)?.some((pair) => pair !== 0)) continue;
    const sectionY = minY + (section - 1) * 16;
    const levels = Uint8Array.from({ length: 4096 }, (_, i) => {
      const [x, y, z] = [i & 15, sectionY + (i >> 8), (i >> 4) & 15];
      return kind === SKY_LIGHT ? column.getSkyLight(x, y, z) : column.getBlockLight(x, y, z);
    });
    yield { kind, minY: sectionY, levels };
  }
}
