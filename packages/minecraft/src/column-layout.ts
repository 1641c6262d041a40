import { InvalidArgumentError } from '@sandy/allocator';
import { MAXIMUM_BITS } from './packed-entries.js';
import { BLOCKS } from './palette-container.js';
import type { ContainerFormat } from './palette-container.js';

/** What the game version says of a chunk column. */
export interface ColumnFormat extends ContainerFormat {
  /**
   * Bits of a block entry once a section's palette is full: enough for every block state, 9 to 16.
   */
  readonly directBlockBits: number;
  /** Whether a block state is a fluid; needed where `hasFluidCount`. */
  readonly isFluid?: (stateId: number) => boolean;
}

/** The dimension's vertical extent, in blocks. */
export interface ColumnHeight {
  /** Lowest block, a multiple of 16. */
  readonly minY: number;
  /** A multiple of 16. */
  readonly worldHeight: number;
}

const HEIGHT_LIMIT = 4096;

/** Height and format, shared by all columns of one dimension. */
export class ColumnLayout {
  readonly minY: number;
  readonly worldHeight: number;
  readonly sectionCount: number;
  /** Light reaches one section below and one above the blocks. */
  readonly lightSectionCount: number;
  readonly format: ColumnFormat;

  /**
   * @throws {InvalidArgumentError} if a height is not a multiple of 16, or beyond ±4,096, or if
   * something is missing in the format: in JavaScript that would show in bytes that no game reads
   */
  constructor(height: ColumnHeight, format: ColumnFormat) {
    const { minY, worldHeight } = height;
    assertHeight('minY', minY, -HEIGHT_LIMIT);
    assertHeight('worldHeight', worldHeight, 16);
    assertFormat(format);
    this.minY = minY;
    this.worldHeight = worldHeight;
    this.sectionCount = worldHeight >> 4;
    this.lightSectionCount = this.sectionCount + 2;
    this.format = format;
  }
}

function assertHeight(name: string, value: number, minimum: number): void {
  if (Number.isInteger(value) && value % 16 === 0 && value >= minimum && value <= HEIGHT_LIMIT) {
    return;
  }
  throw new InvalidArgumentError(name, `a multiple of 16 in ${minimum}..${HEIGHT_LIMIT}`, value);
}

function assertFormat({ directBlockBits, hasFluidCount, hasLengthPrefix, isFluid }: ColumnFormat) {
  const minimum = BLOCKS.maximumPaletteBits + 1; // fewer bits would be those of a palette
  const isRange = directBlockBits >= minimum && directBlockBits <= MAXIMUM_BITS;
  if (!Number.isInteger(directBlockBits) || !isRange) {
    const expected = `an integer in ${minimum}..${MAXIMUM_BITS}`;
    throw new InvalidArgumentError('directBlockBits', expected, directBlockBits);
  }
  for (const [name, flag] of Object.entries({ hasLengthPrefix, hasFluidCount })) {
    if (typeof flag !== 'boolean') throw new InvalidArgumentError(name, 'true or false', flag);
  }
  if (hasFluidCount && typeof isFluid !== 'function') {
    throw new InvalidArgumentError('isFluid', 'a function, for the fluid count', isFluid);
  }
}
