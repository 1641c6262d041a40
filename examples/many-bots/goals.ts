import { megabytes, seconds } from './format.js';
import type { JobReport } from './report.js';

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
      name: 'CPU until all columns are there',
      value: seconds(shared.loadCpuMs),
      goal: `≤ stock's ${seconds(stock.loadCpuMs)}`,
      reached: shared.loadCpuMs <= stock.loadCpuMs,
    },
  ];
}

function furtherBotGoals(shared: number | null, stock: number | null): Goal[] {
  const name = 'resident memory of a further bot';
  const goals = [
    { name, goal: `≤ ${megabytes(FURTHER_BOT_BYTES)}` },
    { name: `${name}, of stock's`, goal: `≤ 1/${STOCK_SHARE}` },
  ];
  if (shared === null || stock === null) {
    return goals.map((goal) => ({ ...goal, value: 'not measured', reached: undefined }));
  }
  const share = stock / shared;
  return [
    { ...goals[0]!, value: megabytes(shared), reached: shared <= FURTHER_BOT_BYTES },
    {
      ...goals[1]!,
      value: shared > 0 ? `1/${share.toFixed(1)}` : megabytes(shared),
      reached: shared * STOCK_SHARE <= stock,
    },
  ];
}
