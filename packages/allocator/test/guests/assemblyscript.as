// A guest in AssemblyScript: an inventory with names, in classes, arrays, strings and a Map. Its own statics lie
// in its data; all else it allocates through the runtime.

const KINDS: string[] = ["stone", "dirt", "grass", "sand"]; // in the data: pointers that must follow the base
const counts = new StaticArray<i32>(64);

class Item {
  constructor(public name: string, public count: i32, public next: Item | null) {}
}

let items: Item | null = null;
let byName: Map<string, Item> = new Map();
let length = 0;

export function add(kind: i32, count: i32): i32 {
  const name = KINDS[kind & 3] + ":" + count.toString();
  const item = new Item(name, count, items);
  items = item;
  byName.set(name, item);
  counts[kind & 3] += count;
  return ++length;
}

export function countOf(kind: i32, count: i32): i32 {
  const name = KINDS[kind & 3] + ":" + count.toString();
  return byName.has(name) ? byName.get(name).count : -1;
}

export function total(kind: i32): i32 {
  return counts[kind & 3];
}

export function sumOfList(): i32 {
  let sum = 0;
  let item = items;
  while (item !== null) {
    sum += item.count + item.name.length;
    item = item.next;
  }
  return sum;
}

export function clear(): void {
  items = null;
  byName = new Map();
  length = 0;
}

/** Garbage for the collector. @returns the length of a text */
export function makeGarbage(rounds: i32): i32 {
  let text = "";
  for (let i = 0; i < rounds; i++) text += KINDS[i & 3];
  return text.length;
}

/** The address of static data. */
export function dataPointer(): usize {
  return changetype<usize>(KINDS[0]);
}

export function fail(): void {
  throw new Error("no such item");
}

export function grow(pages: i32): i32 {
  return memory.grow(pages);
}
