import { bytesText, seconds } from './format.js';
import type { Options } from './options.mjs';
import type { JobReport } from './report.js';

/** Whether the job runs in the setting that the goals are set for. */
export function isAsTheGoalsAreSet({ bots, overlapPercent, view, runs }: Options): boolean {
  return bots === 20 && overlapPercent === 100 && view === 6 && runs >= 3;
}

/** Heading of the goals: in any other setting they are shown and not judged. */
export function goalTitle(options: Options): string {
  return isAsTheGoalsAreSet(options)
    ? 'Goals'
    : 'Goals, not judged here (they are set for 20 bots, overlap 100 %, view 6, medians of three runs)';
}

/**
 * Said below the figures of small runs: with few bots the floor may seem to cost more than the
 * others.
 */
export function noiseNote({ bots, runs }: Options): string | undefined {
  if (bots >= 10 && runs >= 3) return undefined;
  return '≈: so small a run measures noise of tens of MB as well, which may bring stock or shared below the floor. The figures that count are those of 20 bots, medians of three runs.';
}

/** A figure that the project wants to reach with 20 bots that see the same 144 columns. */
export interface Goal {
  readonly name: string;
  readonly value: string;
  readonly goal: string;
  /** `undefined` if it was not measured. */
  readonly reached: boolean | undefined;
}

const FURTHER_BOT_BYTES = 1_000_000;
const STOCK_SHARE = 9;

export function evaluateGoals({ stock, shared }: JobReport): Goal[] {
  return [
    ...furtherBotGoals(shared.furtherBotBytes, stock.furtherBotBytes),
    {
      name: 'CPU to load',
      value: seconds(shared.loadCpuMs),
      goal: `≤ stock's ${seconds(stock.loadCpuMs)}`,
      reached: shared.loadCpuMs <= stock.loadCpuMs,
    },
  ];
}

function furtherBotGoals(shared: number | null, stock: number | null): Goal[] {
  const name = 'a further bot';
  const goals = [
    { name, goal: `≤ ${bytesText(FURTHER_BOT_BYTES)}` },
    { name, goal: `≤ 1/${STOCK_SHARE}` },
  ];
  if (shared === null || stock === null) {
    return goals.map((goal) => ({ ...goal, value: 'not measured', reached: undefined }));
  }
  const share = stock / shared;
  return [
    { ...goals[0]!, value: bytesText(shared), reached: shared <= FURTHER_BOT_BYTES },
    {
      ...goals[1]!,
      value: shared > 0 ? `1/${share.toFixed(1)} of stock's` : bytesText(shared),
      reached: shared * STOCK_SHARE <= stock,
    },
  ];
}
