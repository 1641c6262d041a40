export { Ledger } from './ledger.js';
export { LedgerAccount } from './ledger-account.js';
export { findAccount, pathOf } from './find-account.js';
export { wouldExceed } from './would-exceed.js';
export { assertValidAccount, assertValidLedger } from './validity.js';
export { diffSnapshots, formatSnapshot, snapshotOf } from './snapshots.js';
export { formatBytes, formatTable, printable } from './table.js';
export type { TableColumn } from './table.js';
export { assertByteCount, assertName, describeValue, isValidName } from './checks.js';
export { AccountingError, InvalidNameError, MemoryLimitError } from './errors.js';
export type {
  AccountDifference,
  AccountKind,
  AccountLimits,
  AccountOptions,
  AccountSnapshot,
  LedgerOptions,
  SoftLimitCallback,
} from './api.js';
