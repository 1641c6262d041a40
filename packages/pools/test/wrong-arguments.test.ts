/** What programs without types pass: each is told by a code and a message what was expected. */
import { describe, expect, it } from '@jest/globals';
import {
  BlockDataPool,
  ContentPool,
  RecordPool,
  SharedResourceRegistry,
  defineRecord,
} from '../src/index.js';
import type { Holder, HolderOptions, PooledRecord, RecordType } from '../src/index.js';
import { codeOf, createRegion } from './support.js';

/** For what JavaScript lets through and TypeScript does not. */
const as = <T>(value: unknown): T => value as T;

const INVALID = 'ERR_SANDY_INVALID_ARGUMENT';
const NO_OBJECTS = [undefined, null, 5, 'miner', {}, () => undefined];

describe('what is no typed array', () => {
  const pool = new ContentPool(createRegion());
  const holder = pool.createHolder('miner');
  const loose = pool as unknown as Record<string, (...values: unknown[]) => unknown>;

  it.each([
    ['a string', 'abc'],
    ['an array', [1, 2, 300]],
    ['nothing', undefined],
    ['null', null],
    ['floats', new Float32Array(3)],
    ['an unsigned one', new Uint32Array(3)],
  ])('is no content: %s', (_, value) => {
    const calls = [
      () => loose['intern']!(holder, value, 3),
      () => loose['internNode']!(holder, value, 3),
      () => loose['internBytes']!(holder, value),
      () => loose['intern']!(holder, new Uint8Array(3), 3),
      () => loose['internBytes']!(holder, new Int32Array(3)),
    ];
    for (const call of calls) expect(codeOf(call)).toBe('ERR_SANDY_INVALID_ARGUMENT');
    expect(pool.stats()).toMatchObject({ contentCount: 0, heldBytes: 0 });
  });

  it('is not said of a Buffer', () => {
    expect(pool.bytesOf(pool.internBytes(holder, Buffer.of(1, 2)))).toEqual(Uint8Array.of(1, 2));
  });
});

describe('what is no holder', () => {
  const pool = new ContentPool(createRegion());
  const registry = new SharedResourceRegistry(createRegion());
  const miner = pool.createHolder('miner');
  const id = pool.intern(miner, Int32Array.of(1), 1);
  registry.register('atlas', 1);

  it.each(NO_OBJECTS)('is refused: %p', async (value) => {
    const holder = as<Holder>(value);
    const calls = [
      () => pool.intern(holder, Int32Array.of(1), 1),
      () => pool.retain(holder, id),
      () => pool.release(holder, id),
      () => pool.transfer(miner, holder, id),
      () => pool.shareOf(holder),
      () => registry.tryAcquire(holder, 'atlas'),
      () => registry.leasesOf(holder),
      () => registry.releaseOwner(holder),
      () => registry.shareOf(holder),
    ];
    for (const call of calls) expect(codeOf(call)).toBe(INVALID);
    await expect(registry.acquire(holder, 'atlas')).rejects.toMatchObject({ code: INVALID });
    expect(pool.stats().heldBytes).toBe(4);
  });

  it('is no keeper', () => {
    const keeper = as<Holder>({});
    expect(codeOf(() => registry.register('sounds', 1, { keeper }))).toBe(INVALID);
    expect(registry.has('sounds')).toBe(false);
  });
});

describe('a holder', () => {
  it.each([null, 5, 'x', {}])('calls no %p at a charge', (onCharge) => {
    const stores = [new ContentPool(createRegion()), new SharedResourceRegistry(createRegion())];
    for (const store of stores) {
      const create = () => store.createHolder('miner', as<HolderOptions>({ onCharge }));
      expect(create).toThrow(/^onCharge: expected a function, got /);
      expect(codeOf(create)).toBe(INVALID);
      expect(store.stats().holderCount).toBe(0);
    }
  });
});

describe('what is no region', () => {
  it.each(NO_OBJECTS)('keeps nothing: %p', (value) => {
    const region = as<ReturnType<typeof createRegion>>(value);
    const calls = [
      () => new ContentPool(region),
      () => ContentPool.create({ region }),
      () => new SharedResourceRegistry(region),
      () => SharedResourceRegistry.create({ region }),
      () => BlockDataPool.create(region),
    ];
    for (const call of calls) {
      expect(call).toThrow(/^region: expected one with a method allocate, got /);
      expect(codeOf(call)).toBe(INVALID);
    }
  });
});

describe('records', () => {
  const pool = BlockDataPool.create(createRegion());

  it.each(NO_OBJECTS)('are not: %p', (value) => {
    expect(codeOf(() => pool.release(as(value)))).toBe(INVALID);
    expect(pool.liveCount).toBe(0);
  });

  it.each(NO_OBJECTS)('have no kind %p', (value) => {
    const type = as<RecordType<PooledRecord>>(value);
    expect(codeOf(() => new RecordPool(createRegion(), type))).toBe(INVALID);
  });

  it.each([undefined, null, 5, {}])('have no fields %p', (fields) => {
    const define = (): unknown => defineRecord('Vector', as(fields));
    expect(define).toThrow('fields: expected 1 to 256 of them, got 0');
    expect(codeOf(define)).toBe(INVALID);
  });

  it('take no property but their fields, used or released', () => {
    const block = pool.allocate();
    const loose = as<Record<string | symbol, number>>(block);
    for (const name of ['stateID', 'toString', Symbol('mark')]) {
      expect(codeOf(() => (loose[name] = 5))).toBe(INVALID);
      expect(codeOf(() => Object.assign(block, { [name]: 5 }))).toBe(INVALID);
    }
    expect(Object.keys(block)).toEqual([]);
    expect(() => (loose['stateID'] = 5)).toThrow(
      'record: expected the name of a field, got "stateID"',
    );
    expect(loose['stateID']).toBeUndefined(); // a look at it is none of ours
    expect([block instanceof Object, String(block)]).toEqual([true, '[object Object]']);
    block.stateId = 5;
    expect(block.stateId).toBe(5);
    block.release();
    expect(codeOf(() => (loose['stateID'] = 5))).toBe(INVALID);
  });
});
