import { formatDecimalBytes, type ByteUnits } from '@sandy/profiler-bridge';

/** 1 MB is 10⁶ bytes wherever the job shows amounts: its goals are given so. */
export const UNITS: ByteUnits = 'decimal';

/** `byteCount` in B, KB, MB … */
export function bytesText(byteCount: number): string {
  return formatDecimalBytes(byteCount);
}

/** `ms` in seconds. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** `count` with a comma at each thousand. */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 bot`, `20 bots`. */
export function countText(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}
