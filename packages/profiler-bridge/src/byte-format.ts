import { formatBytes } from '@sandy/tracker';
import type { ByteUnits } from './api.js';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A number of bytes as a report in `units` shows it. */
export function formatIn(units: ByteUnits = 'binary', byteCount: number): string {
  return units === 'decimal' ? formatDecimalBytes(byteCount) : formatBytes(byteCount);
}

/**
 * A number of bytes for people in units of 1,000: `'512 B'`, `'1.57 MB'`, `'-30.0 KB'`.
 *
 * @returns three significant digits; `'?'` for what is not a finite number
 */
export function formatDecimalBytes(byteCount: number): string {
  if (!Number.isFinite(byteCount)) return '?';
  const sign = byteCount < 0 ? '-' : '';
  let amount = Math.abs(byteCount);
  if (amount < 999.5) return `${sign}${Math.round(amount)} B`;
  let unit = 0;
  // 999.5 would be shown as 1000 of the smaller unit.
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  const decimals = amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0;
  return `${sign}${amount.toFixed(decimals)} ${UNITS[unit]!}`;
}
