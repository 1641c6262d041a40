import { equal, throwsCode } from './expect.mjs';

export function smoke({ Ledger, assertValidLedger }) {
  const ledger = new Ledger();
  const mod = ledger.createAccount('mod', { limitBytes: 1_000 });
  const pool = mod.createAccount('pool');
  pool.charge(600);
  equal([pool.liveBytes, mod.liveBytes, ledger.root.liveBytes], [600, 600, 600], 'live bytes');
  throwsCode(() => pool.charge(401), 'ERR_SANDY_MEMORY_LIMIT');
  pool.release(600);
  throwsCode(() => pool.release(1), 'ERR_SANDY_ACCOUNTING');
  throwsCode(() => ledger.createAccount('__proto__'), 'ERR_SANDY_INVALID_NAME');
  assertValidLedger(ledger);
}
