/** The checks of interval trees, apart so that programs that do not call them do not carry them. */
import { InvariantError } from '../errors.js';
import { internals } from '../internals.js';
import { greatestOf, isBefore } from './interval-tree.js';
import type { IntervalTree, TreeInternals } from './interval-tree.js';

/** See `IntervalTree`. */
const STRIDE = 6;
const TO = 1;
const LEFT = 2;
const RIGHT = 3;
const MAXIMUM_TO = 4;

/** @throws {InvariantError} naming the first promise that is broken. */
export function assertValidIntervalTree(tree: IntervalTree): void {
  const shown = tree[internals]();
  const { words, root, used, free } = shown;
  assertHolds(words.length === 0 || words[MAXIMUM_TO] === -(2 ** 31), 'node 0 as it was');
  const nodes = new Set<number>();
  assertValidSubtree(shown, root, new Set(), nodes);
  let before = 0;
  for (const node of nodes) {
    assertHolds(before === 0 || isBefore(words, before, node), 'nodes in order');
    before = node;
  }
  assertHolds(nodes.size === tree.size, 'as many nodes as its size');
  let freeCount = 0;
  for (let node = free; node !== 0; node = words[node + LEFT]!) {
    assertHolds(words[node] === 0 && words[node + TO] === 0, 'free nodes to be empty');
    assertHolds(++freeCount <= used, 'a list of free nodes that ends');
  }
  assertHolds(freeCount + tree.size === used, 'each node free or in the tree');
  assertHolds(used <= tree.capacity, 'no more nodes than fit');
}

/** @param open nodes on the way here @param nodes in order, those that were left */
function assertValidSubtree(
  shown: TreeInternals,
  node: number,
  open: Set<number>,
  nodes: Set<number>,
): void {
  if (node === 0) return;
  const { words, used, priorityOf } = shown;
  assertHolds(node > 0 && node % STRIDE === 0 && node <= used * STRIDE, 'a node');
  assertHolds(!open.has(node), 'each node once');
  open.add(node);
  const left = words[node + LEFT]!;
  const right = words[node + RIGHT]!;
  assertValidSubtree(shown, left, open, nodes);
  nodes.add(node);
  assertValidSubtree(shown, right, open, nodes);
  assertHolds(words[node]! < words[node + TO]!, 'an interval that is not empty');
  for (const child of [left, right]) {
    assertHolds(child === 0 || priorityOf(child) <= priorityOf(node), 'priorities in order');
  }
  assertHolds(words[node + MAXIMUM_TO] === greatestOf(words, node), 'the greatest end');
}

function assertHolds(condition: boolean, what: string): void {
  if (!condition) throw new InvariantError(`IntervalTree: expected ${what}`);
}
