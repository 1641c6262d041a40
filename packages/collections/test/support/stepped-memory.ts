/**
 * Lets a test stop a program before any access to shared memory: replaces `Atomics` and
 * `Int32Array` of this realm. Import it before the modules that are to be stepped.
 */
const real = globalThis.Atomics;
const RealArray = globalThis.Int32Array;
const arrays = new WeakMap<object, Int32Array>(); // from a proxy to the array behind it

export const stepping = {
  /** Called before each store by `Atomics`, if set. */
  onStore: undefined as (() => void) | undefined,
  /** Called before each plain read of views that were made while `areViewsStepped`, if set. */
  onRead: undefined as (() => void) | undefined,
  areViewsStepped: false,
};

const atomics: Record<string, unknown> = {};
for (const name of ['load', 'store', 'add', 'compareExchange', 'wait', 'notify'] as const) {
  atomics[name] = (array: Int32Array, ...rest: unknown[]): unknown => {
    if (name === 'store') stepping.onStore?.();
    if (name === 'load') stepping.onRead?.();
    const call = real[name] as (array: Int32Array, ...rest: unknown[]) => unknown;
    return call(arrays.get(array) ?? array, ...rest);
  };
}

const handler: ProxyHandler<Int32Array> = {
  get(target, key) {
    if (typeof key === 'string' && key.charCodeAt(0) <= 57) {
      stepping.onRead?.();
      return target[Number(key)];
    }
    const value: unknown = Reflect.get(target, key, target);
    return typeof value === 'function' ? value.bind(target) : value;
  },
};

globalThis.Atomics = atomics as unknown as typeof Atomics;
globalThis.Int32Array = new Proxy(RealArray, {
  construct(Type, args: [SharedArrayBuffer, number, number]) {
    const array = new Type(...args);
    if (!stepping.areViewsStepped || typeof args[0] !== 'object') return array;
    const proxy = new Proxy(array, handler);
    arrays.set(proxy, array);
    return proxy;
  },
});
