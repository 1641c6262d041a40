/**
 * The heap against what JavaScript has for bytes: typed arrays of their own, Node's pooled buffers,
 * a heap in one ArrayBuffer (@thi.ng/malloc), AssemblyScript's TLSF called from JavaScript; and
 * against mimalloc in a C program.
 */
import { sharedEngine, wasmEngine } from '@sandy/allocator';
import { bulkCases, disposeCases, filledRegion, memoryCases } from './blocks/many.js';
import { pairCases } from './blocks/pairs.js';
import {
  replaceOurs,
  replacementCases,
  replacementOf,
  replacementsOf,
} from './blocks/replacements.js';
import type { Replacements } from './blocks/replacements.js';
import { defineSuite } from './lib/suite.js';
import type { RunOptions, TimedCase } from './lib/suite.js';
import { replayOf, traceCases } from './traces/cases.js';
import { replayOurs } from './traces/replay.js';
import { readTrace, traceFiles } from './traces/trace.js';
import type { Trace } from './traces/trace.js';

/**
 * Lives on, as in every program: else a collection between two rounds could drop the classes'
 * compiled code.
 */
export const longLived = filledRegion(10, 64);

export const suite = defineSuite({
  about:
    'allocating and freeing blocks against typed arrays, buffers, plain objects, @thi.ng/malloc and TLSF; real allocation traces, against mimalloc too',
  cases: (options) => [
    ...traceCases(options),
    ...replacementCases(options),
    ...pairCases(),
    ...disposeCases(options),
    ...bulkCases(options),
    ...engineCases(options),
  ],
  memory: memoryCases,
});

/** The other engines against typed arrays, under the same loads. */
function engineCases({ quick }: RunOptions): TimedCase[] {
  const live = quick ? 20_000 : 100_000;
  const replacements = (): Replacements => replacementsOf(live, quick ? 4_000 : 40_000, 4096);
  const [file] = traceFiles();
  const trace = (): Trace => readTrace(file!, quick ? 20_000 : 600_000);
  return [
    { name: 'shared', open: () => sharedEngine },
    { name: 'wasm', open: () => wasmEngine() },
  ].flatMap(({ name, open }) => {
    const common = { subject: `Region, ${name} engine`, peer: 'typed-array engine' } as const;
    return [
      {
        ...common,
        operation: replacementOf(4096),
        n: live,
        ours: () => replaceOurs(replacements(), open()),
        theirs: () => replaceOurs(replacements()),
      },
      {
        ...common,
        operation: replayOf(file!),
        n: trace().length / 2,
        ours: () => replayOurs(trace(), open()),
        theirs: () => replayOurs(trace()),
      },
    ];
  });
}
