import {
  KINDS,
  SECTION_BLOCKS,
  SECTION_WORDS,
  sectionCount,
  sectionY,
  type BotDigest,
} from './digest.js';
import { columnKey } from './placement.js';

/** How what the bots of two runs saw differs. */
export interface Comparison {
  readonly columnsCompared: number;
  readonly blocksCompared: number;
  /** Blocks of the sections whose checksums differ: at least one of 4,096 does. */
  readonly blocksDifferent: number;
  /** The first differences, each with bot, column, section and kind. */
  readonly differences: readonly string[];
}

const NAMED_DIFFERENCES = 20;

/**
 * Compares bot by bot, column by column, section by section. A bot or column that only one side has
 * counts as different.
 */
export function compareDigests(
  expected: readonly BotDigest[],
  actual: readonly BotDigest[],
): Comparison {
  const found = new DifferenceList();
  const others = new Map(actual.map((digest) => [digest.bot, digest]));
  for (const digest of expected) {
    const other = others.get(digest.bot);
    others.delete(digest.bot);
    if (other === undefined) found.addBot(digest);
    else compareBot(found, digest, other);
  }
  for (const digest of others.values()) found.addBot(digest);
  return found.result();
}

function compareBot(found: DifferenceList, expected: BotDigest, actual: BotDigest): void {
  const sections = sectionCount(expected.height);
  if (sections !== sectionCount(actual.height) || expected.height.minY !== actual.height.minY) {
    found.addBot(expected);
    return;
  }
  const offsets = new Map(actual.columns.map((column, index) => [columnKey(column), index]));
  for (const [index, column] of expected.columns.entries()) {
    const key = columnKey(column);
    const other = offsets.get(key);
    offsets.delete(key);
    if (other === undefined) found.addColumn(expected, key);
    else compareColumn(found, { expected, index, actual, other, key });
  }
  for (const key of offsets.keys()) found.addColumn(actual, key);
}

function compareColumn(
  found: DifferenceList,
  pair: { expected: BotDigest; index: number; actual: BotDigest; other: number; key: string },
): void {
  const { expected, actual } = pair;
  const sections = sectionCount(expected.height);
  found.countColumn(expected);
  for (let section = 0; section < sections; section++) {
    const a = (pair.index * sections + section) * SECTION_WORDS;
    const b = (pair.other * sections + section) * SECTION_WORDS;
    const kinds = KINDS.filter((_, kind) => {
      const lane = kind * 2;
      return (
        expected.words[a + lane] !== actual.words[b + lane] ||
        expected.words[a + lane + 1] !== actual.words[b + lane + 1]
      );
    });
    if (kinds.length > 0) found.addSection(expected, { key: pair.key, section, kinds });
  }
}

class DifferenceList {
  #columns = 0;
  #compared = 0;
  #different = 0;
  readonly #named: string[] = [];

  countColumn({ height }: BotDigest): void {
    this.#columns++;
    this.#compared += height.height * 256;
  }

  addBot(digest: BotDigest): void {
    this.#different += digest.columns.length * digest.height.height * 256;
    this.#name(`${digest.bot}: no counterpart with the same world height`);
  }

  addColumn(digest: BotDigest, key: string): void {
    this.#different += digest.height.height * 256;
    this.#name(`${digest.bot}, column ${key}: only one of the two runs has it`);
  }

  addSection(
    { bot, height }: BotDigest,
    where: { key: string; section: number; kinds: readonly string[] },
  ): void {
    this.#different += SECTION_BLOCKS;
    const y = sectionY(height, where.section);
    this.#name(`${bot}, column ${where.key}, y ${y} to ${y + 15}: ${where.kinds.join(', ')}`);
  }

  result(): Comparison {
    return {
      columnsCompared: this.#columns,
      blocksCompared: this.#compared,
      blocksDifferent: this.#different,
      differences: this.#named,
    };
  }

  #name(difference: string): void {
    if (this.#named.length < NAMED_DIFFERENCES) this.#named.push(difference);
  }
}
