import type { RunOptions, TimedCase, Workload } from '../lib/suite.js';
import { findReplayer, replayMimalloc } from '../native/mimalloc.js';
import { createTlsf } from '../native/tlsf.js';
import { replayArrays, replayOurs, replayTlsf } from './replay.js';
import { readTrace, traceFiles } from './trace.js';
import type { Trace, TraceFile } from './trace.js';

/** Each trace against free lists that check nothing, arrays and mimalloc; ours against TLSF too. */
export function traceCases({ quick }: RunOptions): TimedCase[] {
  const replayer = findReplayer();
  const limit = quick ? 20_000 : 600_000;
  return traceFiles().flatMap((file, index) => {
    const trace = (): Trace => readTrace(file, limit);
    const common = {
      subject: 'Region',
      operation: replayOf(file),
      n: trace().length / 2,
      ours: () => replayOurs(trace()),
    };
    const cases: TimedCase[] = [
      {
        ...common,
        peer: 'bare free lists',
        // Only where it is asked for: its 64 MiB would make the collector run in other cases.
        theirs: async () => (await import('./bare.js')).replayBare(trace()),
      },
      { ...common, peer: 'new Uint8Array', theirs: () => replayArrays(trace()) },
    ];
    if (replayer !== undefined) {
      const theirs = (): Promise<Workload> => replayMimalloc(replayer, trace());
      cases.unshift({ ...common, peer: 'mimalloc in C', theirs });
    }
    if (index === 0) {
      const theirs = (): Workload => replayTlsf(trace(), createTlsf());
      cases.push({ ...common, peer: "AssemblyScript's TLSF", theirs });
    }
    return cases;
  });
}

export const replayOf = ({ name }: TraceFile): string => `replay the trace of ${name}`;
