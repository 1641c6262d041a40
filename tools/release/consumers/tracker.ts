import { Ledger, type LedgerAccount, MemoryLimitError } from '@sandy/tracker';

const mod: LedgerAccount = new Ledger().createAccount('mod', { limitBytes: 100, kind: 'mod' });
export function charge(byteLength: number): string {
  try {
    mod.charge(byteLength);
    return 'charged';
  } catch (error) {
    if (error instanceof MemoryLimitError) return `${error.code}: ${error.accountName}`;
    throw error;
  }
}
