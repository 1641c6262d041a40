import type { BlockChange } from './calls.js';
import type { BotDigest } from './digest.js';
import { columnKey, sees, type ColumnPosition, type Place } from './placement.js';
import type { BotsChild, ServerChild } from './resources.js';

/** One thing that has to be so. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  /** What was counted, or what was found instead. */
  readonly detail: string;
}

export interface WriteResult {
  readonly checks: readonly Check[];
  /** What each bot sees of the touched columns when all is written. */
  readonly digests: readonly BotDigest[];
}

const CALL_MS = 60_000;
/** Heights of the server's changes: in the ground, where neighbours differ, and in uniform air. */
const GROUND_Y = 40;
const DEEP_Y = 20;
const SKY_Y = 180;

/**
 * Writes from both sides: the server changes blocks, one bot writes into its own copy, and the
 * server changes another block of that very section. Each time all bots are asked what they see.
 */
export async function checkWrites(context: {
  server: ServerChild;
  bots: BotsChild;
  places: readonly Place[];
  view: number;
}): Promise<WriteResult> {
  const { server, bots, places, view } = context;
  const names = ['gold_block', 'glass', 'air', 'diamond_block', 'emerald_block'];
  const ids = await server.call('stateIds', names, CALL_MS);
  const [gold, glass, air, diamond, emerald] = ids as [number, number, number, number, number];
  const look = async (blocks: readonly BlockChange[], expected: number[][] | null) =>
    bots.call('look', { blocks, expected }, CALL_MS);

  const changes = planChanges(places, view, { gold, glass, air });
  await server.call('change', changes, CALL_MS);
  const afterChanges = places.map((place) => statesSeen(place, view, changes));
  const checks = [
    compareSeen('server changes are seen by every bot that has the column', {
      blocks: changes,
      expected: afterChanges,
      seen: await look(changes, afterChanges),
      places,
    }),
  ];

  const writer = places[Math.min(1, places.length - 1)]!;
  const own: BlockChange = { ...blockIn(writer.center, GROUND_Y + 1), stateId: diamond };
  const before = await look([own], null);
  await bots.call('write', { bot: writer.name, change: own }, CALL_MS);
  const afterOwn = places.map((place, bot) => (place === writer ? [diamond] : before[bot]!));
  checks.push(
    compareSeen(`a write of ${writer.name} into its own copy is seen by it alone`, {
      blocks: [own],
      expected: afterOwn,
      seen: await look([own], afterOwn),
      places,
    }),
  );

  const next: BlockChange = { ...own, x: own.x + 1, stateId: emerald };
  await server.call('change', [next], CALL_MS);
  const afterNext = places.map((place, bot) => [
    ...afterOwn[bot]!,
    ...statesSeen(place, view, [next]),
  ]);
  checks.push(
    compareSeen('a later server change in that section is seen by all and leaves the write', {
      blocks: [own, next],
      expected: afterNext,
      seen: await look([own, next], afterNext),
      places,
    }),
  );
  const digests = await bots.call('digest', touchedColumns([...changes, own, next]), CALL_MS);
  return { checks, digests };
}

/** Changes in the middle and at the north-west corner of each view, in three kinds of section. */
function planChanges(
  places: readonly Place[],
  view: number,
  states: { gold: number; glass: number; air: number },
): BlockChange[] {
  const centers = new Map(places.map(({ center }) => [columnKey(center), center]));
  return [...centers.values()].flatMap((center) => {
    const corner = { x: center.x - view, z: center.z - view };
    return [
      { ...blockIn(center, GROUND_Y), stateId: states.gold },
      { ...blockIn(center, SKY_Y), stateId: states.glass },
      { ...blockIn(center, DEEP_Y), stateId: states.air },
      { ...blockIn(corner, GROUND_Y), stateId: states.gold },
    ];
  });
}

function blockIn(column: ColumnPosition, y: number) {
  return { x: column.x * 16 + 3, y, z: column.z * 16 + 5 };
}

/** State ids that a bot at `place` must see after `changes`. */
function statesSeen(place: Place, view: number, changes: readonly BlockChange[]): number[] {
  return changes.map((change) => (sees(place, view, change) ? change.stateId : -1));
}

function touchedColumns(changes: readonly BlockChange[]): ColumnPosition[] {
  const columns = changes.map(({ x, z }) => ({ x: x >> 4, z: z >> 4 }));
  return [...new Map(columns.map((column) => [columnKey(column), column])).values()];
}

function compareSeen(
  name: string,
  found: {
    blocks: readonly BlockChange[];
    expected: readonly (readonly number[])[];
    seen: readonly (readonly number[])[];
    places: readonly Place[];
  },
): Check {
  let looks = 0;
  for (const [bot, row] of found.expected.entries()) {
    for (const [at, expected] of row.entries()) {
      const seen = found.seen[bot]?.[at];
      looks++;
      if (seen === expected) continue;
      const { x, y, z } = found.blocks[at]!;
      const detail = `${found.places[bot]!.name} at ${x},${y},${z}: expected state ${expected}, saw ${seen}`;
      return { name, passed: false, detail };
    }
  }
  return { name, passed: true, detail: `${found.places.length} bots, ${looks} looks` };
}
