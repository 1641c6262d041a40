import Denque from 'denque';
import type { Workload } from '../lib/suite.js';

/** What one thread alone would use as a queue. */
export function createDeque(n: number, burst: number): Workload {
  const queue = new Denque<number>();
  const run = (): number => {
    let sum = 0;
    for (let i = 0; i < n; i += burst) {
      for (let j = 0; j < burst; j++) queue.push(i + j);
      for (let j = 0; j < burst; j++) sum = (sum + queue.shift()!) | 0;
    }
    return sum;
  };
  return { operations: n, run };
}
