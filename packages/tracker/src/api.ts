import type { LedgerAccount } from './ledger-account.js';

/** What an account stands for: one of the usual kinds, or a name of one's own. */
export type AccountKind =
  'process' | 'mod' | 'subsystem' | 'pool' | 'account' | (string & Record<never, never>);

/**
 * Called when a charge of `requestedBytes` is about to take `account` above its soft limit, and
 * once more before its hard limit would refuse one. It may free, charge other accounts, change
 * limits or close accounts; what it throws is thrown by the charge, which then books nothing. It is
 * not called from within itself.
 */
export type SoftLimitCallback = (account: LedgerAccount, requestedBytes: number) => void;

/** Limits of an account. */
export interface AccountLimits {
  /** Hard limit on live and shared bytes; `Infinity` is none. @defaultValue none */
  readonly limitBytes?: number | undefined;
  /** Where `onSoftLimit` is called; `Infinity` is nowhere. @defaultValue none */
  readonly softLimitBytes?: number | undefined;
  /** Called at the soft limit, and as a last chance at the hard one. */
  readonly onSoftLimit?: SoftLimitCallback | undefined;
}

/** Options of a new account. */
export interface AccountOptions extends AccountLimits {
  /** @defaultValue `'account'` */
  readonly kind?: AccountKind | undefined;
  /**
   * Tells the bytes of shared content that are attributed to this account now. They count against
   * its own limits and are not booked. Must only read: no charges, no releases. Called at every
   * charge of an account with a limit.
   */
  readonly sharedBytes?: (() => number) | undefined;
}

/** Options of {@link Ledger}. */
export interface LedgerOptions {
  /** Name of the root account. @defaultValue `'process'` */
  readonly name?: string;
  /** Hard limit of the root account. @defaultValue none */
  readonly limitBytes?: number | undefined;
}

/** An account and all below it at one moment, as plain data that survives JSON. */
export interface AccountSnapshot {
  /** The account's name, unique among its siblings. */
  readonly name: string;
  /** What the account stands for. */
  readonly kind: string;
  /** Bytes held, here and below. */
  readonly liveBytes: number;
  /** Bytes held by the account itself. */
  readonly ownBytes: number;
  /** The most that was held, here and below. */
  readonly peakBytes: number;
  /** Bytes ever charged, here and below. */
  readonly totalBytes: number;
  /** Charges ever booked, here and below. */
  readonly chargeCount: number;
  /** Only of accounts that have shared content attributed. */
  readonly sharedBytes?: number;
  /** Only of accounts with a hard limit. */
  readonly limitBytes?: number;
  /** Only of accounts with a soft limit. */
  readonly softLimitBytes?: number;
  /** The accounts directly below, in the order they were opened. */
  readonly children: readonly AccountSnapshot[];
}

/** How one account differs between two snapshots. */
export interface AccountDifference {
  /** Names from below the root, joined by `:`; empty for the root. */
  readonly path: string;
  /** Whether the account is new, gone, or another than before. */
  readonly change: 'opened' | 'closed' | 'changed';
  /** Live bytes after, less those before. */
  readonly liveBytesDelta: number;
  /** The account's own bytes after, less those before. */
  readonly ownBytesDelta: number;
  /** Bytes charged in between; of a closed account 0. */
  readonly chargedBytes: number;
  /** Charges in between; of a closed account 0. */
  readonly chargeCount: number;
  /** Live bytes in the earlier snapshot; 0 of an account that was not there. */
  readonly liveBytesBefore: number;
  /** Live bytes in the later snapshot; 0 of an account that is gone. */
  readonly liveBytesAfter: number;
}
