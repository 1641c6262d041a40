/** A column's position, in chunks. */
export interface ColumnPosition {
  readonly x: number;
  readonly z: number;
}

/** Where a bot stands and what it is sent. */
export interface Place {
  /** Name of the bot, of its player on the server and of its mod. */
  readonly name: string;
  /** The chunk it stands in. */
  readonly center: ColumnPosition;
  /** Block position it is put at. */
  readonly spawn: { readonly x: number; readonly y: number; readonly z: number };
}

/** Height of the spawn: above the ground of the fixtures, so that no bot starts inside a hill. */
const SPAWN_Y = 120;

/**
 * Places for `bots` bots on a line eastward from `center`, so that neighbours have `overlapPercent`
 * of their view in common: 100 puts all of them on one spot, 0 side by side.
 */
export function placeBots(options: {
  bots: number;
  center: ColumnPosition;
  view: number;
  overlapPercent: number;
}): Place[] {
  const { bots, center, view, overlapPercent } = options;
  const step = Math.round((2 * view * (100 - overlapPercent)) / 100);
  return Array.from({ length: bots }, (_, index) => {
    const chunk = { x: center.x + index * step, z: center.z };
    return {
      name: `bot-${String(index + 1).padStart(2, '0')}`,
      center: chunk,
      spawn: { x: chunk.x * 16, y: SPAWN_Y, z: chunk.z * 16 },
    };
  });
}

/**
 * Columns that flying-squid sends to a player in `center`: 2 × view in each direction, the east and
 * south edge open.
 */
export function expectedColumns(center: ColumnPosition, view: number): ColumnPosition[] {
  const columns: ColumnPosition[] = [];
  for (let x = center.x - view; x < center.x + view; x++) {
    for (let z = center.z - view; z < center.z + view; z++) columns.push({ x, z });
  }
  return columns;
}

/** All columns that any of `places` is sent, each once. */
export function allColumns(places: readonly Place[], view: number): ColumnPosition[] {
  const found = new Map<string, ColumnPosition>();
  for (const place of places) {
    for (const column of expectedColumns(place.center, view)) found.set(columnKey(column), column);
  }
  return [...found.values()];
}

/** Whether a bot at `place` is sent the column that holds block (x, z). */
export function sees(place: Place, view: number, block: { x: number; z: number }): boolean {
  const dx = (block.x >> 4) - place.center.x;
  const dz = (block.z >> 4) - place.center.z;
  return dx >= -view && dx < view && dz >= -view && dz < view;
}

export function columnKey(column: ColumnPosition): string {
  return `${column.x},${column.z}`;
}
