import { describe, expect, it } from '@jest/globals';
import * as allocator from '@sandy/allocator';
import * as collections from '@sandy/collections';
import * as minecraft from '@sandy/minecraft';
import * as pools from '@sandy/pools';
import * as bridge from '@sandy/profiler-bridge';
import * as tracker from '@sandy/tracker';
import * as umbrella from '../src/index.js';
import * as umbrellaMinecraft from '../src/minecraft.js';

type Exports = Readonly<Record<string, unknown>>;

const PARTS: readonly [name: string, exports: Exports][] = [
  ['allocator', allocator],
  ['collections', collections],
  ['pools', pools],
  ['profiler-bridge', bridge],
  ['tracker', tracker],
];

/** Whose class the umbrella exports where several parts have one of that name. */
const CLASHES: Readonly<Record<string, string>> = {
  DisposedError: 'allocator',
  InvalidArgumentError: 'allocator',
  InvariantError: 'allocator',
  InvalidNameError: 'tracker',
};

const OWN = [
  'BusyModError',
  'GiB',
  'KiB',
  'MemoryManager',
  'MiB',
  'ModMemory',
  'UnknownModError',
  'assertValidManager',
  'reportOf',
];

/** Names that different parts use for different things. */
function clashingNames(): string[] {
  const seen = new Map<string, unknown>();
  const clashing = new Set<string>();
  for (const [, exports] of PARTS) {
    for (const [name, value] of Object.entries(exports)) {
      if (seen.has(name) && seen.get(name) !== value) clashing.add(name);
      seen.set(name, value);
    }
  }
  return [...clashing].sort();
}

describe('the umbrella', () => {
  it.each(PARTS)('exports everything of %s', (part, exports) => {
    expect(Object.keys(exports).length).toBeGreaterThan(0);
    for (const [name, value] of Object.entries(exports)) {
      expect(umbrella).toHaveProperty(name);
      if (CLASHES[name] === undefined || CLASHES[name] === part) {
        expect([name, (umbrella as Exports)[name]]).toEqual([name, value]);
      }
    }
  });

  it('adds its own exports and no others', () => {
    const ofParts = new Set(PARTS.flatMap(([, exports]) => Object.keys(exports)));
    expect(Object.keys(umbrella).filter((name) => !ofParts.has(name))).toEqual(OWN);
  });

  it('has decided every clash of names, and decides none that is not there', () => {
    expect(clashingNames()).toEqual(Object.keys(CLASHES).sort());
  });

  it('tells the errors of one name apart by nothing but their code, which is the same', () => {
    for (const name of Object.keys(CLASHES)) {
      const codes = PARTS.flatMap(([, exports]) => {
        const ErrorClass = exports[name] as
          (new (...args: string[]) => { code: string }) | undefined;
        return ErrorClass === undefined ? [] : [new ErrorClass('x', 'y', 'z').code];
      });
      expect(codes.length).toBeGreaterThan(1);
      expect(new Set(codes).size).toBe(1);
    }
  });

  it('has minecraft under a path of its own', () => {
    expect({ ...umbrellaMinecraft }).toEqual({ ...minecraft });
    expect(umbrella).not.toHaveProperty('ChunkColumn');
  });
});
