import { describe, expect, it } from '@jest/globals';
import { Ledger, assertName, findAccount, isValidName, pathOf } from '../src/index.js';
import { codeOf, thrownBy } from './errors.js';

const LONGEST = 'x'.repeat(128);
const GOOD = [
  'a',
  '7',
  'my-awesome-mod',
  'scope/name',
  'A.b_c@1.2.3',
  'toString',
  '_Steve',
  LONGEST,
];
const BAD: [string, unknown][] = [
  ['empty', ''],
  ['too long', 'x'.repeat(129)],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['prototype', 'prototype'],
  ['line feed at the end', 'mod\n'],
  ['NUL', 'mod\0'],
  ['ANSI escape', '\x1b[31mmod'],
  ['space', 'my mod'],
  ['look-alike', 'm\u043ed'],
  ['combining mark', 'mo\u0301d'],
  ['path separator', 'a:b'],
  ['HTML', '<b>'],
  ['dot first', '..'],
  ['surrogate', '\ud800'],
  ['number', 7],
  ['object', { toString: () => 'mod' }],
  ['symbol', Symbol('mod')],
  ['null', null],
  ['undefined', undefined],
];

describe('names', () => {
  it.each(GOOD)('may be %s', (name) => {
    const ledger = new Ledger();
    expect(ledger.createAccount(name).name).toBe(name);
    expect(isValidName(name)).toBe(true);
    expect(() => assertName(name, 'name')).not.toThrow();
    expect(findAccount(ledger.root, name)?.name).toBe(name);
  });

  it.each(BAD)('may not be: %s', (_, name) => {
    const ledger = new Ledger();
    expect(isValidName(name)).toBe(false);
    const error = thrownBy(() => ledger.createAccount(name as string));
    expect(error).toMatchObject({ code: 'ERR_SANDY_INVALID_NAME', name: 'InvalidNameError' });
    expect(error.message).toMatch(/^[ -~…]*$/); // shows nothing that could act on a terminal
    if (name !== undefined) {
      const given = name as string;
      expect(codeOf(() => new Ledger({ name: given }))).toBe('ERR_SANDY_INVALID_NAME');
      expect(codeOf(() => ledger.createAccount('a', { kind: given }))).toBe(
        'ERR_SANDY_INVALID_NAME',
      );
    }
    expect(ledger.accountCount).toBe(1);
  });

  it('pollute nothing', () => {
    codeOf(() => new Ledger().createAccount('__proto__'));
    expect(({} as Record<string, unknown>)['limitBytes']).toBeUndefined();
  });

  it('are unique among siblings, among few and among many', () => {
    const ledger = new Ledger();
    const parent = ledger.createAccount('parent');
    for (let i = 0; i < 40; i++) {
      parent.createAccount(`child-${i}`);
      expect(codeOf(() => parent.createAccount('child-0'))).toBe('ERR_SANDY_INVALID_NAME');
      expect(parent.child(`child-${i}`)?.name).toBe(`child-${i}`);
    }
    ledger.createAccount('child-0');
    expect(parent.children.map((child) => child.name)).toEqual(
      Array.from({ length: 40 }, (_, i) => `child-${i}`),
    );
  });
});

describe('the tree', () => {
  it('is walked by paths', () => {
    const ledger = new Ledger();
    const pool = ledger.createAccount('mod').createAccount('sub').createAccount('pool');
    expect(pathOf(pool)).toBe('mod:sub:pool');
    expect(pool.depth).toBe(3);
    expect(findAccount(ledger.root, 'mod:sub:pool')).toBe(pool);
    expect(findAccount(ledger.root, '')).toBe(ledger.root);
    expect(findAccount(ledger, 'mod:sub:pool')).toBe(pool); // a ledger stands for its root
    expect(findAccount(ledger, '')).toBe(ledger.root);
    expect(findAccount(ledger.root.child('mod')!, 'sub:pool')).toBe(pool);
    expect(pathOf(ledger.root)).toBe('');
    for (const path of ['sub', 'mod:', ':mod', 'mod:pool', 'mod:sub:pool:x', '__proto__']) {
      expect(findAccount(ledger.root, path)).toBeUndefined();
    }
  });

  it('is at most 64 deep', () => {
    let account = new Ledger().root;
    for (let i = 0; i < 64; i++) account = account.createAccount('deeper');
    account.charge(1);
    expect(codeOf(() => account.createAccount('deeper'))).toBe('ERR_SANDY_ACCOUNTING');
  });
});
