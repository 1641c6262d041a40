import { type Address, InvalidArgumentError } from '@sandy/allocator';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import type { Scratch } from './column-store.js';
import { type ColumnSummary, ColumnTable, isValue } from './column-table.js';
import { copyContainer, setEntry } from './container-edit.js';
import {
  BIOMES,
  bitsOf,
  BLOCKS,
  containerGet,
  type ContainerKind,
  containerLength,
  expandSingleValueInto,
  fluidCountOf,
  MAXIMUM_SINGLE_VALUE,
  packCounts,
  paletteLengthOf,
  paletteStart,
  readContainerInto,
  solidCountOf,
  writeContainer,
  writeSingleValue,
} from './palette-container.js';

/** What one section's blocks look like inside. */
export interface SectionInfo {
  /** Bits of an entry; 0 for a single value. */
  readonly bits: number;
  /** Palette in wire order, one id for a single value, `undefined` where entries are global ids. */
  readonly palette: number[] | undefined;
  /** Blocks that the wire (or the writes since) count as not air. */
  readonly solidCount: number;
  readonly fluidCount: number;
}

/** The containers of a section, in the order of the wire. */
const KINDS = [BLOCKS, BIOMES];
/** Biomes beyond the palette become global ids of this many bits, as prismarine-chunk has it. */
const DIRECT_BIOME_BITS = 8;

/**
 * Blocks and biomes of a column.
 *
 * Layout of the table, n sections: [0 … n) blocks of section i, [n … 2n) its biomes; a word ≤ 0 is
 * a single value, negated.
 */
export class ColumnTerrain extends ColumnTable {
  protected override get pieceCount(): number {
    return 2 * this.context.layout.sectionCount;
  }

  protected override get length(): number {
    return 2 * this.context.layout.sectionCount;
  }

  protected override pieceLength(words: Int32Array, base: number, index: number): number {
    const kind = index < this.context.layout.sectionCount ? BLOCKS : BIOMES;
    return containerLength(kind, words, base);
  }

  /** Replaces `count` sections from `first` on by what `bytes` holds of them. All or nothing. */
  load(bytes: Uint8Array, first: number, count: number): void {
    const { format, sectionCount } = this.context.layout;
    const reader = new ByteReader(bytes);
    const scratch = this.beginChange();
    try {
      const table = count < sectionCount ? this.copyTable(scratch) : this.newTable(scratch);
      for (let i = first; i < first + count; i++) {
        for (const kind of KINDS) {
          const length = readContainerInto(kind, format, reader, scratch.piece);
          const at = kind === BLOCKS ? i : sectionCount + i;
          if (length < 0) this.stageValue(table, at, length + 1);
          else this.stagePiece(table, at, length, scratch);
        }
      }
      this.stageOwnPieces(table, scratch);
      this.adopt(table);
    } finally {
      this.endChange(scratch);
    }
  }

  dump(first: number, count: number): Uint8Array {
    const writer = new ByteWriter();
    for (let i = first; i < first + count; i++) {
      this.write(BLOCKS, i, writer);
      this.write(BIOMES, i, writer);
    }
    return writer.toBytes();
  }

  getBlock(section: number, index: number): number {
    const place = this.word(section);
    if (isValue(place)) return 0 - place; // not −place: that of 0 is −0
    const { granuleMask } = this.context;
    const address = this.addressOf(place);
    const words = this.wordsAt(address);
    return containerGet(BLOCKS, words, (address & granuleMask) << 2, index);
  }

  getBiome(section: number, index: number): number {
    const place = this.word(this.context.layout.sectionCount + section);
    if (isValue(place)) return 0 - place;
    const { granuleMask } = this.context;
    const address = this.addressOf(place);
    const words = this.wordsAt(address);
    return containerGet(BIOMES, words, (address & granuleMask) << 2, index);
  }

  setBlock(section: number, index: number, stateId: number): void {
    const { format } = this.context.layout;
    assertId('stateId', stateId, 2 ** format.directBlockBits - 1);
    const old = this.getBlock(section, index);
    if (old === stateId) return;
    const scratch = this.beginChange();
    try {
      this.setInOwnCopy(BLOCKS, format.directBlockBits, section, index, stateId, scratch);
      this.countChange(section, old, stateId);
    } finally {
      this.endChange(scratch);
    }
  }

  setBiome(section: number, index: number, biomeId: number): void {
    assertId('biomeId', biomeId, MAXIMUM_SINGLE_VALUE);
    if (this.getBiome(section, index) === biomeId) return;
    const at = this.context.layout.sectionCount + section;
    const scratch = this.beginChange();
    try {
      this.setInOwnCopy(BIOMES, DIRECT_BIOME_BITS, at, index, biomeId, scratch);
    } finally {
      this.endChange(scratch);
    }
  }

  blockInfo(section: number): SectionInfo {
    const word = this.word(section);
    if (isValue(word)) {
      return {
        bits: 0,
        palette: [0 - word],
        solidCount: word === 0 ? 0 : BLOCKS.volume,
        fluidCount: this.isFluid(0 - word) ? BLOCKS.volume : 0,
      };
    }
    const { words, base } = this.locate(word);
    const start = base + paletteStart(BLOCKS, bitsOf(words, base));
    const paletteLength = paletteLengthOf(words, base);
    return {
      bits: bitsOf(words, base),
      palette:
        paletteLength === 0 ? undefined : Array.from(words.subarray(start, start + paletteLength)),
      solidCount: solidCountOf(words, base),
      fluidCount: fluidCountOf(words, base),
    };
  }

  override addTo(summary: ColumnSummary): void {
    super.addTo(summary);
    for (let i = 0; i < this.length; i++) if (isValue(this.word(i))) summary.singleValueCount++;
  }

  private write(kind: ContainerKind, section: number, writer: ByteWriter): void {
    const { format, sectionCount } = this.context.layout;
    const word = this.word(kind === BLOCKS ? section : sectionCount + section);
    if (isValue(word)) {
      writeSingleValue(kind, format, writer, 0 - word, kind === BLOCKS && this.isFluid(0 - word));
      return;
    }
    const { words, base } = this.locate(word);
    writeContainer(kind, format, writer, words, base);
  }

  /** Sets an entry of the piece at table index `at`, in a copy of its own. */
  private setInOwnCopy(
    kind: ContainerKind,
    directBits: number,
    at: number,
    index: number,
    id: number,
    scratch: Scratch,
  ): void {
    const { region } = this.context.owner;
    this.detach();
    const own = this.ownPiece(at) ?? this.copyPiece(kind, at, scratch);
    // From here on the copy is in the table: a refusal below leaves a column that reads as before.
    this.setWord(at, own);
    const moved = setEntry(kind, directBits, region, own, index, id, scratch.piece);
    this.setWord(at, moved);
  }

  private copyPiece(kind: ContainerKind, at: number, scratch: Scratch): Address {
    const { region } = this.context.owner;
    const word = this.word(at);
    if (!isValue(word)) {
      const { words, base } = this.locate(word);
      // By way of scratch: the memory may grow for the copy, which would end the view.
      const length = containerLength(kind, words, base);
      scratch.piece.set(words.subarray(base, base + length));
      return copyContainer(kind, scratch.piece, 0, region);
    }
    const counts = packCounts(
      word === 0 || kind === BIOMES ? 0 : BLOCKS.volume,
      kind === BLOCKS && this.isFluid(0 - word) ? BLOCKS.volume : 0,
    );
    expandSingleValueInto(kind, 0 - word, counts, scratch.piece);
    return copyContainer(kind, scratch.piece, 0, region);
  }

  /** Keeps the counts right after `old` at `section` became `stateId`. */
  private countChange(section: number, old: number, stateId: number): void {
    const { words, base } = this.locate(this.word(section));
    const solid = Number(stateId !== 0) - Number(old !== 0);
    const fluid = Number(this.isFluid(stateId)) - Number(this.isFluid(old));
    words[base + 1] = packCounts(
      solidCountOf(words, base) + solid,
      fluidCountOf(words, base) + fluid,
    );
  }

  private isFluid(stateId: number): boolean {
    const { format } = this.context.layout;
    return format.hasFluidCount && format.isFluid!(stateId); // there, or there is no such layout
  }
}

function assertId(name: string, id: number, maximum: number): void {
  if (Number.isInteger(id) && id >= 0 && id <= maximum) return;
  throw new InvalidArgumentError(name, `an integer in 0..${maximum}`, id);
}
