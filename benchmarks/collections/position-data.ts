/** Positions of chunks and blocks: the same in every run, in random order. */
import { randomWords, shuffled } from './data.js';

/** n positions in random order; chunks have no y. */
export interface Positions {
  readonly n: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
}

/** Where absent positions begin: outside the cube or square of the present ones. */
export const ABSENT_OFFSET = 4_096;

/** Look-ups of a run at most: a key of a string takes long to make. */
const MOST_ASKED = 200_000;

/** n chunks of a square around (0, 0). */
export function chunks(n: number, offset = 0): Positions {
  const side = Math.ceil(Math.sqrt(n));
  const half = side >> 1;
  return positions(n, (index, at) => {
    at.x = (index % side) - half + offset;
    at.z = Math.floor(index / side) - half;
  });
}

/** n blocks of a slab around (0, 0), 64 high. */
export function blocks(n: number, offset = 0): Positions {
  const side = Math.ceil(Math.sqrt(n / 64));
  const half = side >> 1;
  return positions(n, (index, at) => {
    at.y = (index & 63) - 32;
    at.x = ((index >> 6) % side) - half + offset;
    at.z = Math.floor((index >> 6) / side) - half;
  });
}

function positions(
  n: number,
  place: (index: number, at: { x: number; y: number; z: number }) => void,
): Positions {
  const made = { n, x: new Int32Array(n), y: new Int32Array(n), z: new Int32Array(n) };
  const order = shuffled(n);
  const at = { x: 0, y: 0, z: 0 };
  for (let i = 0; i < n; i++) {
    place(order[i]!, at);
    made.x[i] = at.x;
    made.y[i] = at.y;
    made.z[i] = at.z;
  }
  return made;
}

/** What a run of look-ups asks for: positions of these, in an order of its own. */
export function asked({ n, x, y, z }: Positions): Positions {
  const count = Math.min(n, MOST_ASKED);
  const next = randomWords(0xa5c);
  const chosen = Int32Array.from({ length: count }, () => next() % n);
  return {
    n: count,
    x: chosen.map((index) => x[index]!),
    y: chosen.map((index) => y[index]!),
    z: chosen.map((index) => z[index]!),
  };
}
