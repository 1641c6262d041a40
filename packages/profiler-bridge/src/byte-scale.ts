import { formatBytes } from '@sandy/tracker';

/** Round steps of an axis, within one binary unit; then the next unit takes over. */
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
 * Its steps are 1, 2, 5 … 500 of B, KiB, MiB and so on, and its labels keep to that unit: what they say is
 * exact.
 */
export function scaleFor(greatest: number, tickCount = 5): ByteScale {
  for (let unit = 1; ; unit *= 1024) {
    for (const step of STEPS) {
      const stepBytes = step * unit;
      if (stepBytes * tickCount < greatest) continue;
      const stepCount = Math.max(1, Math.ceil(greatest / stepBytes));
      const unitName = formatBytes(unit).split(' ')[1]!;
      const ticks = Array.from({ length: stepCount + 1 }, (_, i) => ({
        byteCount: i * stepBytes,
        label: i === 0 ? '0' : `${i * step} ${unitName}`,
      }));
      return { maximum: stepCount * stepBytes, ticks };
    }
  }
}
