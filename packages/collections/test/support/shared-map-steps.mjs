/** What writers of `shared-map-threads.test.ts` do: each step follows from the seed. */

/** Words by which threads talk. */
export const STOP = 0;
export const LAST_STEP = 1;

const KEYS = 2_000;

/** splitmix32 of two numbers. */
function mixed(seed, step) {
  let state = (Math.imul(seed, 0x85ebca6b) + Math.imul(step, 0x9e3779b9)) | 0;
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97);
  return (state ^ (state >>> 15)) >>> 0;
}

/** The words of key `i`. Of longs both lanes say which it is, so that half of one is another key. */
export const keyOf = (kind, i) => (kind === 'SharedLong2IntMap' ? longOf(i) : [i]);
const longOf = (i) => (i === 0 ? [0, 0] : [i & 7, i]);

/** A key's value has the key in it. */
const valueOf = (i, step) => (i << 16) | (step & 0xffff);
export const isValueOf = (i, value) => value >>> 16 === (i & 0xffff);

/** The step in `map`, a shared one or a `Map` of numbers with `plain`. */
export function applyStep(map, kind, seed, step, model) {
  const random = mixed(seed, step);
  const i = random % (step % 8_192 < 4_096 ? KEYS : 300); // grows and shrinks in waves
  const deed = (random >>> 16) % 1_000;
  if (deed < 500) {
    map?.set(...keyOf(kind, i), valueOf(i, step));
    model?.set(i, valueOf(i, step));
  } else if (deed < 998) {
    map?.delete(...keyOf(kind, i));
    model?.delete(i);
  } else if (deed < 999) {
    map?.clear();
    model?.clear();
  } else {
    map?.ensureCapacity(random % 4_000);
  }
}
