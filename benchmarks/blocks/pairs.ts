/** The shortest life: a block that is allocated and freed at once. */
import { Heap } from '@sandy/allocator';
import type { TimedCase, Workload } from '../lib/suite.js';
import { createTlsf } from '../native/tlsf.js';

interface Point {
  x: number;
  y: number;
  z: number;
}
/** Where the peers' objects escape to, so that V8 must make them. */
export const escaped: { point?: Point; bytes?: Uint8Array } = {};

const PAIRS = 20_000;

function pairOurs(): Workload {
  const region = Heap.create().createRegion('pairs');
  region.allocate(24); // the class is in use
  return {
    operations: PAIRS,
    run: () => {
      let sum = 0;
      for (let i = 0; i < PAIRS; i++) {
        const address = region.allocate(24);
        sum += address;
        region.free(address);
      }
      return sum;
    },
  };
}

export function pairCases(): TimedCase[] {
  const common = {
    subject: 'Region',
    operation: 'allocate and free 24 B',
    n: 1,
    checksum: 'own',
    ours: pairOurs,
  } as const;
  return [
    {
      ...common,
      peer: 'a new {x, y, z}',
      theirs: () => ({
        operations: PAIRS,
        run: () => {
          let sum = 0;
          for (let i = 0; i < PAIRS; i++) {
            const point = { x: i, y: i, z: i };
            escaped.point = point;
            sum += point.x;
          }
          return sum;
        },
      }),
    },
    {
      ...common,
      peer: 'new Uint8Array',
      theirs: () => ({
        operations: PAIRS,
        run: () => {
          let sum = 0;
          for (let i = 0; i < PAIRS; i++) {
            const bytes = new Uint8Array(24);
            escaped.bytes = bytes;
            sum += bytes.length;
          }
          return sum;
        },
      }),
    },
    { ...common, peer: "AssemblyScript's TLSF", theirs: pairTlsf },
  ];
}

function pairTlsf(): Workload {
  const { allocate, free } = createTlsf();
  return {
    operations: PAIRS,
    run: () => {
      let sum = 0;
      for (let i = 0; i < PAIRS; i++) {
        const address = allocate(24);
        sum += address;
        free(address);
      }
      return sum;
    },
  };
}
