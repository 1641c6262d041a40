/**
 * Lets a test stop a program between any two accesses to shared memory: replaces `Atomics` and the
 * typed arrays that modules find when they are loaded. Plain JavaScript, since workers load it as
 * it is.
 */
const real = globalThis.Atomics;
const targets = new WeakMap(); // from a proxy to the array behind it

const isIndex = (key) => typeof key === 'string' && key.charCodeAt(0) <= 57;

/** What an operation makes of the value that it found. */
function changed(name, found, [first, second]) {
  if (name === 'or') return found | first;
  if (name === 'exchange') return first;
  return found === first ? second : found;
}

/** @see stepped.d.mts */
export function stepShared(step, isTorn = () => false) {
  const unwrapped = (array) => targets.get(array) ?? array;
  const atomics = {};
  for (const name of ['load', 'store', 'or', 'exchange', 'compareExchange']) {
    atomics[name] = (array, index, ...rest) => {
      const target = unwrapped(array);
      step(name, target);
      if (name === 'load' || name === 'store' || !isTorn())
        return real[name](target, index, ...rest);
      const found = target[index];
      step('the second half of it', target);
      target[index] = changed(name, found, rest);
      return found;
    };
  }
  const handler = {
    get(target, key) {
      if (isIndex(key)) {
        step('read', target);
        return target[key];
      }
      const value = target[key];
      if (typeof value !== 'function') return value;
      return (...rest) => {
        step(key, target);
        return value.apply(target, rest);
      };
    },
    set(target, key, value) {
      step('write', target);
      target[key] = value;
      return true;
    },
  };
  const wrapped = (Type) =>
    new Proxy(Type, {
      construct(type, args) {
        const array = new type(...args);
        // Not the views of blocks: these lie in buffers that grow.
        const { buffer } = array;
        const isShared = String(buffer) === '[object SharedArrayBuffer]';
        const isTable = isShared && array.byteLength === buffer.maxByteLength && buffer.growable;
        if (!isTable) return array;
        const proxy = new Proxy(array, handler);
        targets.set(proxy, array);
        return proxy;
      },
    });
  globalThis.Atomics = atomics;
  globalThis.Int32Array = wrapped(globalThis.Int32Array);
  globalThis.Uint8Array = wrapped(globalThis.Uint8Array);
}
