import { InvalidArgumentError } from '@sandy/allocator';
import {
  type LongPair,
  longBit,
  maskBit,
  maskToLongs,
  maskWordCount,
  maskWordOf,
  withMaskBit,
} from './bit-mask.js';
import type { Scratch } from './column-store.js';
import { type ColumnSummary, ColumnTable, isValue } from './column-table.js';
import {
  LIGHT_BYTES,
  LIGHT_WORDS,
  nibbleWord,
  readLightInto,
  readNibble,
  uniformNibble,
  writeLight,
  writeNibble,
} from './light.js';

/** Light as the protocol carries it: present sections in ascending order, masks as longs. */
export interface LightData {
  readonly skyLight: ArrayLike<ArrayLike<number>>;
  readonly blockLight: ArrayLike<ArrayLike<number>>;
  readonly skyLightMask: ArrayLike<LongPair>;
  readonly blockLightMask: ArrayLike<LongPair>;
  readonly emptySkyLightMask: ArrayLike<LongPair>;
  readonly emptyBlockLightMask: ArrayLike<LongPair>;
}

/** The same as the column writes it. */
export interface LightDump {
  readonly skyLight: Uint8Array[];
  readonly blockLight: Uint8Array[];
  readonly skyLightMask: [number, number][];
  readonly blockLightMask: [number, number][];
  readonly emptySkyLightMask: [number, number][];
  readonly emptyBlockLightMask: [number, number][];
}

/** Which of the two lights a call means. */
export const SKY_LIGHT = 0;
export const BLOCK_LIGHT = 1;
export type LightKind = typeof SKY_LIGHT | typeof BLOCK_LIGHT;

const KINDS = [SKY_LIGHT, BLOCK_LIGHT] as const;

/** The part of `LightData` that one kind of light has. */
interface LightOfKind {
  readonly sections: ArrayLike<ArrayLike<number>>;
  readonly presentMask: ArrayLike<LongPair>;
  readonly emptyMask: ArrayLike<LongPair>;
}

function ofKind(light: LightData, kind: LightKind): LightOfKind {
  return kind === SKY_LIGHT
    ? {
        sections: light.skyLight,
        presentMask: light.skyLightMask,
        emptyMask: light.emptySkyLightMask,
      }
    : {
        sections: light.blockLight,
        presentMask: light.blockLightMask,
        emptyMask: light.emptyBlockLightMask,
      };
}

/**
 * Sky and block light of a column.
 *
 * Layout of the table, m light sections (one below and one above the blocks included):
 *
 *   [0 … m)    sky light       0: none, −1 − v: nibble v throughout
 *   [m … 2m)   block light
 *   [2m … )    masks of w words each: sky, empty sky, block, empty block (see bit-mask.ts)
 *
 * The masks are what the packet said, since a dump must say it again: an empty section and one of
 * zeros read alike and are written differently.
 */
export class ColumnLight extends ColumnTable {
  protected override get pieceCount(): number {
    return 2 * this.context.layout.lightSectionCount;
  }

  protected override get length(): number {
    const { lightSectionCount } = this.context.layout;
    return 2 * lightSectionCount + 4 * maskWordCount(lightSectionCount);
  }

  protected override pieceLength(): number {
    return LIGHT_WORDS;
  }

  /** Replaces the sections that `light` names; the others stay. All or nothing. */
  load(light: LightData): void {
    const scratch = this.beginChange();
    try {
      const table = this.copyTable(scratch);
      for (const kind of KINDS) this.stageLight(table, kind, ofKind(light, kind), scratch);
      this.stageOwnPieces(table, scratch);
      this.adopt(table);
    } finally {
      this.endChange(scratch);
    }
  }

  dump(): LightDump {
    return {
      skyLight: this.dumpSections(SKY_LIGHT),
      blockLight: this.dumpSections(BLOCK_LIGHT),
      skyLightMask: this.maskLongs(SKY_LIGHT, false),
      blockLightMask: this.maskLongs(BLOCK_LIGHT, false),
      emptySkyLightMask: this.maskLongs(SKY_LIGHT, true),
      emptyBlockLightMask: this.maskLongs(BLOCK_LIGHT, true),
    };
  }

  get(kind: LightKind, section: number, index: number): number {
    const place = this.word(kind * this.context.layout.lightSectionCount + section);
    if (isValue(place)) return place === 0 ? 0 : -1 - place;
    const { granuleMask } = this.context;
    const address = this.addressOf(place);
    const words = this.wordsAt(address);
    return readNibble(words, (address & granuleMask) << 2, index);
  }

  /** A section that was absent is made by the first level above 0, and its mask bit set. */
  set(kind: LightKind, section: number, index: number, level: number): void {
    if (!Number.isInteger(level) || level < 0 || level > 15) {
      throw new InvalidArgumentError('light level', 'an integer in 0..15', level);
    }
    const at = this.sectionAt(kind, section);
    if (this.get(kind, section, index) === level) return;
    const isNew = this.word(at) === 0;
    const scratch = this.beginChange();
    try {
      this.detach();
      const own = this.ownPiece(at) ?? this.copySection(at);
      this.setWord(at, own);
      const { words, base } = this.locate(this.word(at));
      writeNibble(words, base, index, level);
      if (isNew) this.setMaskBit(kind, false, section, 1);
    } finally {
      this.endChange(scratch);
    }
  }

  /** The section's 2,048 bytes as the wire has them; undefined where there is no light. */
  section(kind: LightKind, section: number): Uint8Array | undefined {
    const word = this.word(this.sectionAt(kind, section));
    if (word === 0) return undefined;
    if (isValue(word)) return new Uint8Array(LIGHT_BYTES).fill((-1 - word) * 0x11);
    const { words, base } = this.locate(word);
    return writeLight(words, base);
  }

  maskLongs(kind: LightKind, ofEmpty: boolean): [number, number][] {
    const bits = (section: number) => this.maskBit(kind, ofEmpty, section);
    return maskToLongs(bits, this.context.layout.lightSectionCount);
  }

  override addTo(summary: ColumnSummary): void {
    super.addTo(summary);
    for (let i = 0; i < this.pieceCount; i++) {
      const place = this.word(i);
      if (place < 0 && isValue(place)) summary.uniformLightCount++;
    }
  }

  private sectionAt(kind: LightKind, section: number): number {
    return kind * this.context.layout.lightSectionCount + section;
  }

  /** Where the words of a mask begin in the table. */
  private maskAt(kind: LightKind, ofEmpty: boolean): number {
    const { lightSectionCount } = this.context.layout;
    const mask = 2 * kind + Number(ofEmpty);
    return 2 * lightSectionCount + mask * maskWordCount(lightSectionCount);
  }

  private maskBit(kind: LightKind, ofEmpty: boolean, section: number): number {
    return maskBit(this.word(this.maskAt(kind, ofEmpty) + maskWordOf(section)), section);
  }

  private setMaskBit(kind: LightKind, ofEmpty: boolean, section: number, bit: number): void {
    const at = this.maskAt(kind, ofEmpty) + maskWordOf(section);
    this.setWord(at, withMaskBit(this.word(at), section, bit));
  }

  private stageLight(
    table: Int32Array,
    kind: LightKind,
    light: LightOfKind,
    scratch: Scratch,
  ): void {
    const { sections, presentMask, emptyMask } = light;
    const presentAt = this.maskAt(kind, false);
    const emptyAt = this.maskAt(kind, true);
    let nextSection = 0;
    for (let section = 0; section < this.context.layout.lightSectionCount; section++) {
      const isEmpty = longBit(emptyMask, section);
      if (isEmpty === 0 && longBit(presentMask, section) === 0) continue;
      const word = maskWordOf(section);
      table[emptyAt + word] = withMaskBit(table[emptyAt + word]!, section, isEmpty);
      table[presentAt + word] = withMaskBit(table[presentAt + word]!, section, 1 - isEmpty);
      const at = this.sectionAt(kind, section);
      if (isEmpty === 1) {
        this.stageValue(table, at, -1);
        continue;
      }
      readLightInto(sections[nextSection++], scratch.piece);
      const nibble = uniformNibble(scratch.piece);
      if (nibble >= 0) this.stageValue(table, at, -1 - nibble);
      else this.stagePiece(table, at, LIGHT_WORDS, scratch);
    }
  }

  private copySection(at: number) {
    const { owner } = this.context;
    const address = owner.region.allocate(LIGHT_WORDS * 4);
    const copy = owner.region.words(address, LIGHT_WORDS);
    const word = this.word(at);
    if (isValue(word)) copy.fill(word === 0 ? 0 : nibbleWord(-1 - word));
    else {
      const { words, base } = this.locate(word);
      copy.set(words.subarray(base, base + LIGHT_WORDS));
    }
    return address;
  }

  private dumpSections(kind: LightKind): Uint8Array[] {
    const dumped: Uint8Array[] = [];
    for (let section = 0; section < this.context.layout.lightSectionCount; section++) {
      if (this.maskBit(kind, false, section) === 0) continue;
      const bytes = this.section(kind, section);
      if (bytes !== undefined) dumped.push(bytes);
    }
    return dumped;
  }
}
