/** What one mod holds. */
export interface ModUsage {
  /** Shown as it is; may hold anything. */
  readonly name: string;
  /** All that the mod is charged: its own bytes and its share of shared content. */
  readonly currentBytes: number;
  /** The part of `currentBytes` that is its share of shared content. */
  readonly sharedBytes: number;
  /** Its hard limit; Infinity or left out if it has none. */
  readonly limitBytes?: number | undefined;
  /** The most that it held. */
  readonly peakBytes?: number | undefined;
}

/** One thing measured in several ways, such as RSS with and without sharing: a group of bars. */
export interface Comparison {
  readonly label: string;
  /** Bytes by name. The first is what the others are compared with. */
  readonly series: readonly ComparisonValue[];
}

/** One bar of a {@link Comparison}. */
export interface ComparisonValue {
  readonly name: string;
  /** Bytes. */
  readonly value: number;
}

/** Of 1,024 bytes and its powers (KiB, MiB …), or of 1,000 and its powers (KB, MB …). */
export type ByteUnits = 'binary' | 'decimal';

/** Something that had to be so, or a goal. */
export interface ReportCheck {
  readonly name: string;
  /** What was found, in a few words. */
  readonly detail?: string | undefined;
  /** Absent where nothing was decided. */
  readonly passed?: boolean | undefined;
}

/** Checks under a heading of their own. */
export interface CheckList {
  readonly heading: string;
  readonly checks: readonly ReportCheck[];
}

/** Shown as it is, or as an amount of bytes in a fitting unit. */
export type FactValue = string | number | { readonly bytes: number };

/** What a report tells. Everything in it is shown as given: nothing is measured here. */
export interface MemoryReport {
  readonly title: string;
  /** When the figures were taken, shown as it is; by custom ISO 8601. */
  readonly generatedAt?: string | undefined;
  /** Figures of a few words, shown on top. */
  readonly facts?: readonly (readonly [label: string, value: FactValue])[] | undefined;
  /** Each mod's bytes; rows for what no mod holds make the sum that of the heap. */
  readonly mods: readonly ModUsage[];
  readonly comparison?: readonly Comparison[] | undefined;
  /** Bytes saved by each trick. */
  readonly savings?: Readonly<Record<string, number>> | undefined;
  /** What was checked and what came of it. */
  readonly checkLists?: readonly CheckList[] | undefined;
  /** How all amounts of bytes are written. @defaultValue `'binary'` */
  readonly units?: ByteUnits | undefined;
}
