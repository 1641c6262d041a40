import { InvalidArgumentError, expected } from '../errors.js';

/**
 * Members that change nothing and give nothing away that can be changed (`head`, `wordsView` do).
 * `get` of an LRU map counts as use, so it is here as well: no content changes by it.
 */
const READERS = [
  ...['size', 'capacity', 'disposed', 'bytes', 'forEach', 'keys', 'values', 'entries'],
  ...[Symbol.iterator, Symbol.toStringTag],
  ...[
    'has',
    'get',
    'hasBigInt',
    'getBigInt',
    'hasNumber',
    'getNumber',
    'getOrDefault',
    'containsValue',
    'peek',
  ],
  ...['indexOf', 'indexGet', 'indexGetHi', 'indexGetLo', 'indexKey', 'indexKeyHi', 'indexKeyLo'],
  ...['firstIndex', 'lastIndex', 'nextIndex', 'previousIndex', 'indexRank'],
  ...['floorIndex', 'ceilingIndex', 'lowerIndex', 'higherIndex'],
  ...['first', 'last', 'firstKey', 'lastKey', 'floorKey', 'ceilingKey', 'lowerKey', 'higherKey'],
  ...['equals', 'clone', 'containsAll', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom'],
  ...['union', 'intersection', 'difference', 'symmetricDifference'],
  ...['at', 'getHi', 'getLo', 'includes', 'includesBigInt', 'indexOfBigInt', 'lastIndexOf'],
  ...['binarySearch', 'compareTo', 'getElements', 'toArray', 'toTypedArray'],
  ...['cardinality', 'isEmpty', 'intersects', 'contains'],
  ...['nextSetBit', 'nextClearBit', 'previousSetBit', 'previousClearBit'],
  ...['idOf', 'stringOf', 'lengthOf', 'rangeAt', 'valuesAt', 'valuesIn', 'intervalOf'],
] as const;

/** What an unmodifiable view of a collection has: of its members those that only read. */
export type Unmodifiable<T> = Pick<T, Extract<keyof T, (typeof READERS)[number]>>;

/** A method, asked with as many arguments as any of the readers takes. */
type Reader = (a: unknown, b: unknown, c: unknown, d: unknown) => unknown;

/** The class of views for each class of collections, by its prototype. */
const faces = new WeakMap<object, new (table: object) => View>();

/**
 * Lets a prototype of views have a member that asks that of the collection. No static member of
 * `View`: who has a view has its class, and would get at the collection by it.
 */
let forward: (face: View, name: PropertyKey, descriptor: PropertyDescriptor) => void;

class View {
  readonly #table: object;

  constructor(table: object) {
    this.#table = table;
    Object.freeze(this);
  }

  static {
    forward = (face, name, { get, value }) => {
      const method = (get ?? value) as Reader;
      const ask = function (this: View, a: unknown, b: unknown, c: unknown, d: unknown): unknown {
        return method.call(this.#table, a, b, c, d);
      };
      const member = get === undefined ? { value: ask } : { get: ask as () => unknown };
      Object.defineProperty(face, name, member);
    };
  }
}

/**
 * A collection as others may see it: what it holds now and later, without a member that could
 * change it. Give mods this where they are to read: a cast does not bring `set` back.
 *
 * A function, so that programs that do not call it do not carry it; `Unmodifiable<Int2IntMap>` is
 * the type alone, which takes the map itself as well. Cost: 32 B a view and one class for each
 * class of collections; a call more for each operation, nothing for each entry of `forEach`.
 * @throws {InvalidArgumentError} for what is no object of a class.
 */
export function unmodifiable<T extends object>(collection: T): Unmodifiable<T> {
  if (typeof collection !== 'object' || collection === null) {
    throw new InvalidArgumentError(expected('collection', 'an object', collection));
  }
  const prototype = Object.getPrototypeOf(collection) as object | null;
  if (prototype === null) {
    throw new InvalidArgumentError('collection: expected one of a class, got none');
  }
  let Face = faces.get(prototype);
  if (Face === undefined) faces.set(prototype, (Face = faceOf(prototype)));
  return new Face(collection) as unknown as Unmodifiable<T>;
}

function faceOf(prototype: object): new (table: object) => View {
  class Face extends View {}
  for (const name of READERS) {
    const descriptor = descriptorOf(prototype, name);
    if (descriptor !== undefined) forward(Face.prototype, name, descriptor);
  }
  Object.freeze(Face.prototype);
  return Face;
}

/** A member as the class or one above it has it. */
function descriptorOf(prototype: object, name: PropertyKey): PropertyDescriptor | undefined {
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}
