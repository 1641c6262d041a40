import type { ByteUnits } from './api.js';
import { formatIn } from './byte-format.js';

/** Round steps of an axis, within one unit; then the next unit takes over. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500] as const;

/** An axis of bytes from 0 to `maximum`. */
export interface ByteScale {
  readonly maximum: number;
  /** Places of the axis and what is written at them, 0 first. */
  readonly ticks: readonly { readonly byteCount: number; readonly label: string }[];
}

/**
 * The smallest scale with at most `tickCount` steps that reaches `greatest`.
 *
 * Its steps are 1, 2, 5 … 500 of B, KiB, MiB or B, KB, MB and so on, and its labels keep to that
 * unit: what they say is exact.
 */
export function scaleFor(greatest: number, units: ByteUnits = 'binary', tickCount = 5): ByteScale {
  const base = units === 'binary' ? 1024 : 1000;
  for (let unit = 1; ; unit *= base) {
    for (const step of STEPS) {
      const stepBytes = step * unit;
      if (stepBytes * tickCount < greatest) continue;
      const stepCount = Math.max(1, Math.ceil(greatest / stepBytes));
      // In decimal units a label can change to the next one and stay round.
      const isNext = units === 'decimal' && stepCount * step >= base;
      const labelUnit = isNext ? unit * base : unit;
      const unitName = formatIn(units, labelUnit).split(' ')[1]!;
      const ticks = Array.from({ length: stepCount + 1 }, (_, i) => ({
        byteCount: i * stepBytes,
        label: i === 0 ? '0' : `${(i * stepBytes) / labelUnit} ${unitName}`,
      }));
      return { maximum: stepCount * stepBytes, ticks };
    }
  }
}
