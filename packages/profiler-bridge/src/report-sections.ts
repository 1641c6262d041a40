import type { TableColumn } from '@sandy/tracker';
import type {
  ByteUnits,
  Comparison,
  FactValue,
  MemoryReport,
  ModUsage,
  ReportCheck,
} from './api.js';
import { formatIn } from './byte-format.js';

/** A table that the text report and the HTML report show alike. */
export interface ReportTable {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly sum?: readonly string[] | undefined;
}

/** A fact's value as it is shown. */
export function factText(value: FactValue, units: ByteUnits | undefined): string {
  return typeof value === 'object' ? formatIn(units, value.bytes) : String(value);
}

/** A check's outcome as a mark and in a word. */
export function outcomeOf({ passed }: ReportCheck): { mark: string; word: string } {
  if (passed === undefined) return { mark: '–', word: 'not decided' };
  return passed ? { mark: '✓', word: 'passed' } : { mark: '✗', word: 'failed' };
}

/** What a mod holds by itself. */
export function ownBytesOf(mod: ModUsage): number {
  return mod.currentBytes - mod.sharedBytes;
}

/** Mods by what they hold, greatest first. */
export function sortedMods(report: MemoryReport): ModUsage[] {
  return [...report.mods].sort((a, b) => b.currentBytes - a.currentBytes);
}

/** Names of all series of all groups, in the order in which they first occur. */
export function seriesNames(groups: readonly Comparison[]): string[] {
  return [...new Set(groups.flatMap((group) => group.series.map(({ name }) => name)))];
}

/** Savings, greatest first. */
export function sortedSavings(report: MemoryReport): [trick: string, byteCount: number][] {
  return Object.entries(report.savings ?? {}).sort((a, b) => b[1] - a[1]);
}

/** Whether a limit can be shown of it. */
export function isLimited({ limitBytes = Infinity }: ModUsage): boolean {
  return limitBytes !== Infinity;
}

/** Bytes of each mod; columns for peak and limit only where some mod has one. */
export function modTable(report: MemoryReport): ReportTable {
  const mods = sortedMods(report);
  const bytesText = (byteCount: number): string => formatIn(report.units, byteCount);
  const hasPeak = mods.some((mod) => mod.peakBytes !== undefined);
  const hasLimit = mods.some(isLimited);
  const headers = ['own', 'shared', 'in all'];
  if (hasPeak) headers.push('peak');
  if (hasLimit) headers.push('limit', 'of limit');
  const rows = mods.map((mod) => [
    mod.name,
    bytesText(ownBytesOf(mod)),
    bytesText(mod.sharedBytes),
    bytesText(mod.currentBytes),
    ...(hasPeak ? [mod.peakBytes === undefined ? '–' : bytesText(mod.peakBytes)] : []),
    ...(hasLimit ? limitCells(mod, report.units) : []),
  ]);
  const total = (pick: (mod: ModUsage) => number): string =>
    bytesText(mods.reduce((sum, mod) => sum + pick(mod), 0));
  return {
    caption: 'Bytes of each mod',
    columns: [{ header: 'mod' }, ...headers.map(rightAligned)],
    rows,
    sum: [
      'sum',
      total(ownBytesOf),
      total((mod) => mod.sharedBytes),
      total((mod) => mod.currentBytes),
    ],
  };
}

/** Bytes of each group by series, and how often the first series holds each other one. */
export function comparisonTable(
  groups: readonly Comparison[],
  units: ByteUnits | undefined,
): ReportTable {
  const names = seriesNames(groups);
  const first = names[0];
  const others = names.slice(1);
  const rows = groups.map((group) => {
    const valueOf = (name: string): number | undefined =>
      group.series.find((bar) => bar.name === name)?.value;
    const bytes = names.map((name) => {
      const value = valueOf(name);
      return value === undefined ? '–' : formatIn(units, value);
    });
    const ratios = others.map((name) => ratioOf(valueOf(first!), valueOf(name)));
    return [group.label, ...bytes, ...ratios];
  });
  const headers = [...names, ...others.map((name) => `${first} ÷ ${name}`)];
  return {
    caption: 'Bytes side by side',
    columns: [{ header: '' }, ...headers.map(rightAligned)],
    rows,
  };
}

/** Bytes that each trick saved. */
export function savingsTable(report: MemoryReport): ReportTable {
  const savings = sortedSavings(report);
  const totalBytes = savings.reduce((sum, [, byteCount]) => sum + byteCount, 0);
  return {
    caption: 'Bytes saved',
    columns: [{ header: 'trick' }, rightAligned('saved')],
    rows: savings.map(([trick, byteCount]) => [trick, formatIn(report.units, byteCount)]),
    sum: savings.length > 1 ? ['sum', formatIn(report.units, totalBytes)] : undefined,
  };
}

function limitCells(mod: ModUsage, units: ByteUnits | undefined): string[] {
  const { limitBytes } = mod;
  if (limitBytes === undefined) return ['–', '–'];
  if (limitBytes === Infinity) return ['none', '–'];
  const share = limitBytes > 0 ? mod.currentBytes / limitBytes : Infinity;
  return [
    formatIn(units, limitBytes),
    Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : '–',
  ];
}

function ratioOf(value: number | undefined, other: number | undefined): string {
  if (value === undefined || other === undefined || value <= 0 || other <= 0) return '–';
  return `${(value / other).toFixed(value / other < 9.95 ? 2 : 1)} ×`;
}

function rightAligned(header: string): TableColumn {
  return { header, align: 'right' };
}
