/** Random operations on a list and on an array, which must stay the same. */
import { expect } from '@jest/globals';
import { assertValidList } from '../../src/list-validity.js';
import { FakeRegion } from './fake-region.js';
import type { AnyList, ListKind, Plain } from './lists.js';
import type { Random } from './random.js';

/** Cheaper than `expect`, which would take most of the time here. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!Object.is(actual, expected)) expect(actual).toBe(expected);
}

interface State {
  readonly kind: ListKind;
  readonly list: AnyList;
  readonly model: Plain[];
  readonly random: Random;
}

type Step = (state: State, value: Plain, index: number) => void;

/** As the list sorts, which the engine's typed arrays decide. */
function sorted({ kind, model }: State): Plain[] {
  const typed = new kind.typed(model);
  typed.sort();
  return Array.from(typed);
}

/** Changes that need no element; `index` is one up to the size. */
const growing: Step[] = [
  ({ kind, list, model }, value) => expectSame(list.push(...kind.args(value)), model.push(value)),
  ({ kind, list, model }, value) => expectSame(list.push(...kind.args(value)), model.push(value)),
  ({ kind, list, model }, value, index) => {
    list.addAt(index, ...kind.args(value));
    model.splice(index, 0, value);
  },
  ({ kind, list, model, random }, _value, index) => {
    const values = Array.from({ length: random.below(6) }, () => kind.value(random));
    const from = random.below(values.length + 1);
    const array = random.below(2) === 0 ? values : new kind.typed(values);
    list.addElements(index, array, from);
    model.splice(index, 0, ...values.slice(from));
  },
  ({ list, model, random }) => {
    const size = Math.max(model.length + random.below(7) - 3, 0);
    const zero = list.toTypedArray() instanceof BigInt64Array ? 0n : 0;
    list.size = size;
    while (model.length < size) model.push(zero);
    model.length = size;
  },
  ({ list, model }) => expectSame(list.pop(), model.pop()),
  ({ list, random }) => list.ensureCapacity(random.below(60)),
  ({ list, model }) => {
    const before = list.bytes();
    expectSame(list.trim(), before - list.bytes());
    expect(list.capacity - model.length).toBeLessThan(4);
  },
  ({ list, model, random }, _value, index) => {
    const to = Math.min(index + random.below(5), model.length);
    list.removeElements(index, to);
    model.splice(index, to - index);
  },
  ({ kind, list, model }, value) => {
    const index = model.indexOf(value);
    expectSame(list.remove(...kind.args(value)), index >= 0);
    if (index >= 0) model.splice(index, 1);
  },
  ({ list, model }) => void [list.reverse(), model.reverse()],
  (state) => {
    state.list.sort();
    state.model.splice(0, Infinity, ...sorted(state));
  },
  ({ kind, list, model }, value, index) => {
    list.fill(...kind.args(value), index);
    model.fill(value, index);
  },
  ({ list, model, random }) => {
    if (random.below(20) > 0) return;
    list.clear();
    model.length = 0;
  },
];

/** Changes of the element at `index`. */
const changing: Step[] = [
  ({ kind, list, model }, value, index) => {
    expectSame(list.set(index, ...kind.args(value)), list);
    model[index] = value;
  },
  ({ list, model }, _value, index) => {
    expectSame(list.removeAt(index), model.splice(index, 1)[0]);
  },
  ({ list, model }, _value, index) => {
    expectSame(list.swapRemove(index), model[index]);
    const last = model.pop()!;
    if (index < model.length) model[index] = last;
  },
  ({ kind, list, model }, value, index) => {
    list.setElements(index, [value, ...Array.from(new kind.typed([value]))], 1, 1);
    model[index] = value;
  },
];

/** What is asked. */
const asking: Step[] = [
  ({ kind, list, model }, value, index) => {
    expectSame(list.indexOf(...kind.args(value)), model.indexOf(value));
    expectSame(list.indexOf(...kind.args(value), index), model.indexOf(value, index));
    expectSame(list.lastIndexOf(...kind.args(value)), model.lastIndexOf(value));
    expectSame(list.includes(...kind.args(value)), model.includes(value));
  },
  ({ list, model }, _value, index) => {
    expectSame(list.at(index), model.at(index));
    expectSame(list.at(-index - 1), model.at(-index - 1));
    if (index < model.length) expectSame(list.get(index), model[index]);
  },
  ({ list, model, random }, value, index) => {
    const length = random.below(model.length - index + 1);
    const out = Array.from({ length: length + 1 }, () => value);
    list.getElements(index, out, 1, length);
    model.slice(index, index + length).forEach((value, i) => expectSame(out[i + 1], value));
  },
  ({ list }) => expectSame(list.equals(list.clone()), true),
];

/** Where `binarySearch` should find the value, or would put it. */
function checkSearch(state: State, value: Plain): void {
  const { kind, list } = state;
  const values = sorted(state);
  const copy = kind.create(list).sort();
  expectSame(
    copy.toArray().every((each, i) => Object.is(each, values[i])),
    true,
  );
  const found = copy.binarySearch(...kind.args(value));
  if (found >= 0) expectSame(values[found], value);
  else {
    expectSame(
      values.some((each) => Object.is(each, value)),
      false,
    );
    const inserted = [...values];
    inserted.splice(-found - 1, 0, value);
    const again = new kind.typed(inserted);
    again.sort();
    expectSame(
      inserted.every((each, i) => Object.is(each, again[i])),
      true,
    );
  }
  copy.dispose();
}

function pick(steps: readonly Step[], state: State, value: Plain, index: number): void {
  steps[state.random.below(steps.length)]!(state, value, index);
}

export function runListModel(kind: ListKind, steps: number, random: Random, seed: number): void {
  const region = seed % 2 === 0 ? new FakeRegion() : undefined;
  const list = kind.create({ region });
  const model: Plain[] = [];
  const state = { kind, list, model, random };
  for (let i = 0; i < steps; i++) {
    const value = kind.value(random);
    const choice = random.below(8);
    if (choice < 4) pick(growing, state, value, random.below(model.length + 1));
    else if (choice < 6 && model.length > 0) {
      pick(changing, state, value, random.below(model.length));
    } else pick(asking, state, value, random.below(model.length + 1));
    if (random.below(100) === 0) region?.moveMemory();
    expectSame(list.size, model.length);
    if (i % 13 !== 0) continue;
    assertValidList(list);
    expectSame(list.bytes(), list.capacity * kind.bytes);
    expectSame(region?.liveBytes ?? list.bytes(), list.bytes());
    list.toArray().forEach((each, at) => expectSame(each, model[at]));
    if (i % 91 === 0) checkSearch(state, value);
  }
  list.dispose();
  expectSame(region?.liveBytes ?? 0, 0);
}
