import type { AccountRows } from './account-rows.js';
import type { AccountKind, AccountLimits, AccountOptions } from './api.js';
import { assertByteCount, assertName, assertOptions } from './checks.js';
import { AccountingError, InvalidNameError, MemoryLimitError } from './errors.js';
import { policyOf } from './policy.js';
import type { Policy } from './policy.js';

// Columns of AccountRows. V8 folds constants of the same module only: imported ones made a charge
// and its release take 29 ns in place of 21.
const STRIDE = 6;
const LIVE = 0;
const ALERT = 1;
const OWN = 2;
const PEAK = 3;
const TOTAL = 4;
const COUNT = 5;
/** In place of a row: the parent of the root, a closed account. */
const NONE = -1;

/** Accounts nest at most this deep below the root, which bounds what a charge costs. */
const MAXIMUM_DEPTH = 64;

/** What the checks in validity.ts see of an account. */
export interface AccountInternals {
  readonly rows: AccountRows;
  readonly row: number;
}

export let internalsOf: (account: LedgerAccount) => AccountInternals;

/**
 * One account of a {@link Ledger}: what somebody holds now, held at most, and may hold.
 *
 * Its bytes are its own and those of every account below it. A charge is checked against the limits
 * of the account and of all above it, and is then booked in all of them, or in none.
 *
 * Layout: an object of eleven fields, one of its limits and callbacks, and a row of `AccountRows`.
 * Cost: two objects, 52 B of typed arrays and an entry in the parent's `Map`. `charge` and
 * `release` take time by depth and allocate nothing.
 * An account under a limit with `sharedBytes` calls that function at every charge.
 */
export class LedgerAccount {
  static {
    internalsOf = (account) => ({
      rows: account.#rows,
      row: account.#row,
    });
  }

  /** Unique among the children of its parent. */
  readonly name: string;
  /** What the account stands for. */
  readonly kind: AccountKind;
  /** The account above; `undefined` for the root alone. */
  readonly parent: LedgerAccount | undefined;
  readonly #rows: AccountRows;
  #row: number; // NONE once closed
  #children: Map<string, LedgerAccount> | undefined; // most accounts have none
  #policy: Policy;
  #ceilingBytes = 0; // what a charge may take the live bytes to without a look at the policy
  /** The soft limit was crossed and announced; armed again once usage is at or below it. */
  #announced = false;
  /** The callback is on the stack; it is not called from within itself. */
  #running = false;
  #waitingCount = 0; // charges here and below that wait for callbacks

  /**
   * @internal Accounts are made by {@link Ledger.createAccount} and
   * {@link LedgerAccount.createAccount}.
   */
  constructor(
    rows: AccountRows,
    name: string,
    parent: LedgerAccount | undefined,
    options: AccountOptions,
  ) {
    assertName(name, 'account name');
    assertOptions(options, 'kind', 'limitBytes', 'softLimitBytes', 'onSoftLimit', 'sharedBytes');
    const { kind = 'account' } = options;
    assertName(kind, 'account kind');
    this.#policy = policyOf(options);
    this.name = name;
    this.kind = kind;
    this.parent = parent;
    this.#rows = rows;
    this.#row = rows.take(parent === undefined ? NONE : parent.#row);
    this.#setAnnounced(false);
  }

  /**
   * Opens an account below this one.
   *
   * @param name - by the grammar of {@link assertName}, unique among the children
   * @throws {InvalidNameError} if the name is malformed or taken
   * @throws {AccountingError} if this account is closed, an option is malformed, or the tree would
   * be deeper than 64
   */
  createAccount(name: string, options: AccountOptions = {}): LedgerAccount {
    this.#openRow();
    if (this.#children?.has(name)) {
      throw new InvalidNameError(`account '${name}': it exists already below '${this.name}'`);
    }
    if (this.depth >= MAXIMUM_DEPTH) {
      throw new AccountingError(
        `account '${this.name}': expected at most ${MAXIMUM_DEPTH} above another`,
      );
    }
    const child = new LedgerAccount(this.#rows, name, this, options);
    (this.#children ??= new Map()).set(name, child);
    return child;
  }

  /**
   * Books `byteLength` bytes here and in every account above, or nowhere.
   *
   * Soft limits that the charge would cross are announced first; their callbacks may free. Before a
   * hard limit refuses, the callback of the account that has it gets a last chance to free.
   *
   * @param byteLength - whole bytes, 0 to 2^53 - 1
   * @throws {MemoryLimitError} if a limit here or above refuses; an error of a callback passes
   * through. Nothing is booked then.
   * @throws {AccountingError} for a malformed `byteLength`, a closed account, or sums of 2^53
   */
  charge(byteLength: number): void {
    const rows = this.#rows;
    const ownRow = this.#row;
    if (ownRow < 0 || !Number.isSafeInteger(byteLength) || byteLength < 0) this.#reject(byteLength);
    const figures = rows.figures;
    const parents = rows.parents;
    for (let row = ownRow; row >= 0; row = parents[row]!) {
      const base = row * STRIDE;
      // Two terms of at most 2^53 - 1: rounding cannot bring a sum above the alert down to it.
      const liveBytes = figures[base + LIVE]! + byteLength;
      if (liveBytes > figures[base + ALERT]!) {
        this.#chargeAbove(byteLength, row);
        return;
      }
      figures[base + LIVE] = liveBytes;
    }
    figures[ownRow * STRIDE + OWN]! += byteLength;
    figures[ownRow * STRIDE + TOTAL]! += byteLength;
    figures[ownRow * STRIDE + COUNT]!++;
  }

  /**
   * Books `byteLength` bytes as returned, here and in every account above.
   *
   * @throws {AccountingError} if it exceeds what this account itself holds (a double release), for
   * a malformed `byteLength`, or a closed account
   */
  release(byteLength: number): void {
    const rows = this.#rows;
    const ownRow = this.#row;
    if (ownRow < 0 || !Number.isSafeInteger(byteLength) || byteLength < 0) this.#reject(byteLength);
    const figures = rows.figures;
    const parents = rows.parents;
    const ownBytes = figures[ownRow * STRIDE + OWN]! - byteLength;
    if (ownBytes < 0) this.#reject(byteLength);
    figures[ownRow * STRIDE + OWN] = ownBytes;
    for (let row = ownRow; row >= 0; row = parents[row]!) {
      figures[row * STRIDE + LIVE]! -= byteLength;
    }
    if (rows.announcedCount !== 0) this.#rearmPath();
  }

  /** Bytes held now, here and below. */
  get liveBytes(): number {
    return this.#figure(LIVE);
  }

  /** Bytes held now by this account itself. */
  get ownBytes(): number {
    return this.#figure(OWN);
  }

  /** The most that `liveBytes` has been. */
  get peakBytes(): number {
    return this.#figure(PEAK);
  }

  /** Bytes ever charged, here and below, closed accounts included. Exact to 2^53. */
  get totalBytes(): number {
    return this.#sum(TOTAL);
  }

  /** Charges ever booked, here and below, accounts included that are closed by now. */
  get chargeCount(): number {
    return this.#sum(COUNT);
  }

  /**
   * Bytes of shared content that are attributed to this account and counted against its own limits.
   * They are not booked: whoever keeps the content is charged for it. 0 without a `sharedBytes`
   * option.
   *
   * @throws {AccountingError} if that function returns anything but a whole number of bytes
   */
  get sharedBytes(): number {
    const { sharedBytes: read } = this.#policy;
    if (read === undefined) return 0;
    const sharedBytes = read();
    assertByteCount(sharedBytes, `sharedBytes of '${this.name}'`);
    return sharedBytes;
  }

  /** Whether shared content can be attributed to this account: it has a `sharedBytes` option. */
  get hasShared(): boolean {
    return this.#policy.sharedBytes !== undefined;
  }

  /** What the limits of this account are held against: live bytes and attributed shared bytes. */
  get usedBytes(): number {
    const sharedBytes = this.sharedBytes; // first: it runs foreign code
    return this.liveBytes + sharedBytes;
  }

  /** The hard limit; `undefined` when there is none. */
  get limitBytes(): number | undefined {
    return this.#policy.limitBytes;
  }

  /** The soft limit; `undefined` when there is none. */
  get softLimitBytes(): number | undefined {
    return this.#policy.softLimitBytes;
  }

  /** Whether the soft limit was crossed and usage has not been seen at or below it since. */
  get softLimitAnnounced(): boolean {
    return this.#announced;
  }

  /**
   * Whether a charge (or a share) here or below waits for foreign code: soft limit callbacks,
   * functions for shares. What such code pulls away, the charge may be for.
   */
  get busy(): boolean {
    return this.#waitingCount > 0;
  }

  /** The accounts directly below, in the order they were opened. A copy. */
  get children(): LedgerAccount[] {
    return [...(this.#children?.values() ?? [])];
  }

  /** How many accounts lie above; 0 for the root. */
  get depth(): number {
    return this.parent === undefined ? 0 : this.parent.depth + 1;
  }

  /** Whether the account was closed: it holds nothing, has no limits, and cannot be charged. */
  get closed(): boolean {
    return this.#row < 0;
  }

  /** The open child of that name. */
  child(name: string): LedgerAccount | undefined {
    return this.#children?.get(name);
  }

  /**
   * Sets limits and the callback, or lifts them with `undefined` (limits also with `Infinity`);
   * what is absent stays. All or nothing. A limit below what is used already is legal: nothing is
   * taken away, and charges are refused until enough was released. The soft limit is announced anew
   * where it is passed.
   *
   * @throws {AccountingError} for a malformed limit, a callback that is none, options that there
   * are none of, or a closed account
   */
  setLimits(limits: AccountLimits): void {
    this.#openRow();
    assertOptions(limits, 'limitBytes', 'softLimitBytes', 'onSoftLimit');
    const { sharedBytes } = this.#policy;
    this.#policy = policyOf({ ...this.#policy, ...limits, sharedBytes });
    this.#setAnnounced(false);
  }

  /**
   * Holds a greater share of shared content, which is attributed to this account but not charged,
   * against its own limits. Accounts above are not asked, since they hold that content already. Its
   * soft limit is announced, and its callback gets its last chance, as for a charge.
   *
   * @param extraBytes - by which the share has grown; `sharedBytes` counts them already
   * @throws {MemoryLimitError} if what is used exceeds the limit
   * @throws {AccountingError} for malformed `extraBytes` or a closed account
   */
  assertWithinLimit(extraBytes: number): void {
    this.#openRow();
    assertByteCount(extraBytes, 'extraBytes');
    if (this.#ceilingBytes === Infinity) return; // as most accounts, at each of their shares
    this.#admit(extraBytes, 0);
  }

  /**
   * Closes this account and all below it and releases what they still hold. Their names can be
   * taken again.
   *
   * @returns the bytes that were still held, here and below
   * @throws {AccountingError} if it is closed already, or is the root
   */
  close(): number {
    const ownRow = this.#openRow();
    const { parent } = this;
    if (parent === undefined)
      throw new AccountingError(`account '${this.name}': it cannot be closed`);
    const { figures, parents } = this.#rows;
    const leftBytes = figures[ownRow * STRIDE + LIVE]!;
    for (let row = parents[ownRow]!; row >= 0; row = parents[row]!) {
      figures[row * STRIDE + LIVE]! -= leftBytes;
    }
    figures[parent.#row * STRIDE + TOTAL]! += this.totalBytes;
    figures[parent.#row * STRIDE + COUNT]! += this.chargeCount;
    parent.#children!.delete(this.name);
    this.#abandon();
    if (this.#rows.announcedCount !== 0) parent.#rearmPath();
    return leftBytes;
  }

  /** The row, of an account that is open. */
  #openRow(): number {
    if (this.#row < 0) throw new AccountingError(`account '${this.name}' is closed`);
    return this.#row;
  }

  /** Throws what is wrong. Out of line, so that the hot callers stay small. */
  #reject(byteLength: number): void {
    this.#openRow();
    assertByteCount(byteLength, 'byteLength');
    throw new AccountingError(
      `account '${this.name}': expected a release of at most ${this.ownBytes} B, got ${byteLength}`,
    );
  }

  /** @param column - of `AccountRows` */
  #figure(column: number): number {
    return this.closed ? 0 : this.#rows.figures[this.#row * STRIDE + column]!;
  }

  /** One figure of this account and all below it. */
  #sum(column: number): number {
    let sum = this.#figure(column);
    for (const child of this.children) sum += child.#sum(column);
    return sum;
  }

  /** A charge that reaches a new peak or a limit at `alertRow`; the rows below it are booked. */
  #chargeAbove(byteLength: number, alertRow: number): void {
    const rows = this.#rows;
    for (let row = this.#row; row !== alertRow; row = rows.parents[row]!) {
      // So that callbacks see the books as they are
      rows.figures[row * STRIDE + LIVE]! -= byteLength;
    }
    for (let account: LedgerAccount | undefined = this; account; account = account.parent) {
      const liveBytes = rows.figures[account.#row * STRIDE + LIVE]! + byteLength;
      if (byteLength === 0 || liveBytes <= account.#ceilingBytes) continue;
      this.#admit(byteLength, byteLength); // throws, or leaves nothing in the way
      break;
    }
    const ownBase = this.#openRow() * STRIDE; // a function for shares may have closed it
    const { figures } = rows; // now: callbacks may have moved them
    if (!Number.isSafeInteger(figures[LIVE]! + byteLength)) {
      throw new AccountingError(
        `byteLength: the bytes held would exceed 2^53 - 1, got ${byteLength}`,
      );
    }
    for (let account: LedgerAccount | undefined = this; account; account = account.parent) {
      const base = account.#row * STRIDE;
      const liveBytes = figures[base + LIVE]! + byteLength;
      figures[base + LIVE] = liveBytes;
      if (liveBytes > figures[base + PEAK]!) account.#setPeak(liveBytes);
    }
    figures[ownBase + OWN]! += byteLength;
    figures[ownBase + TOTAL]! += byteLength;
    figures[ownBase + COUNT]!++;
  }

  /**
   * Announces soft limits and holds hard ones against a request of which `pendingBytes` are not yet
   * used: those of this account and all above, or this one's alone if all are used already. Books
   * nothing.
   */
  #admit(requestedBytes: number, pendingBytes: number): void {
    this.#countWaiting(1);
    try {
      this.#announceAndHold(requestedBytes, pendingBytes);
    } finally {
      this.#countWaiting(-1);
    }
  }

  #announceAndHold(requestedBytes: number, pendingBytes: number): void {
    const asked: LedgerAccount[] = []; // whose callback this request has called
    for (let account: LedgerAccount | undefined = this; account; account = account.parent) {
      const { softLimitBytes } = account.#policy;
      if (softLimitBytes !== undefined) {
        const usedBytes = account.usedBytes;
        account.#openRow(); // the function for shares may have closed it
        if (usedBytes <= softLimitBytes) account.#setAnnounced(false);
        if (!account.#announced && usedBytes + pendingBytes > softLimitBytes) {
          account.#setAnnounced(true); // once, until it falls
          account.#ask(requestedBytes, asked);
        }
      }
      if (pendingBytes === 0) break;
    }
    for (;;) {
      const refusing = this.#findRefusing(pendingBytes);
      if (refusing === undefined) break;
      if (refusing.#ask(requestedBytes, asked)) continue;
      const { name: accountName, limitBytes = 0 } = refusing;
      const usedBytes = refusing.usedBytes + pendingBytes - requestedBytes;
      throw new MemoryLimitError({ accountName, requestedBytes, usedBytes, limitBytes });
    }
  }

  /**
   * Calls the callback, unless there is none, it is on the stack, or this request has called it.
   *
   * @returns whether it was called
   */
  #ask(requestedBytes: number, asked: LedgerAccount[]): boolean {
    const { onSoftLimit } = this.#policy;
    if (onSoftLimit === undefined || this.#running || asked.includes(this)) return false;
    asked.push(this);
    this.#running = true;
    try {
      onSoftLimit(this, requestedBytes);
    } finally {
      this.#running = false;
    }
    return true;
  }

  /** The first account, from here up if bytes are pending, whose hard limit they would exceed. */
  #findRefusing(pendingBytes: number): LedgerAccount | undefined {
    this.#openRow(); // a callback may have closed it
    for (let account: LedgerAccount | undefined = this; account; account = account.parent) {
      const { limitBytes } = account.#policy;
      if (limitBytes !== undefined && account.usedBytes + pendingBytes > limitBytes) {
        this.#openRow(); // the function for shares may have closed it
        return account;
      }
      if (pendingBytes === 0) break;
    }
    return undefined;
  }

  /** For each change of the policy, too. */
  #setAnnounced(announced: boolean): void {
    if (this.#announced !== announced) this.#rows.announcedCount += announced ? 1 : -1;
    this.#announced = announced;
    const { limitBytes = Infinity, softLimitBytes = Infinity, sharedBytes } = this.#policy;
    const lowestBytes = Math.min(limitBytes, softLimitBytes);
    this.#ceilingBytes =
      sharedBytes !== undefined && lowestBytes < Infinity
        ? -1 // shares change by themselves
        : announced
          ? limitBytes
          : lowestBytes;
    this.#setPeak(this.peakBytes);
  }

  #setPeak(peakBytes: number): void {
    const { figures } = this.#rows;
    const base = this.#row * STRIDE;
    figures[base + PEAK] = peakBytes;
    figures[base + ALERT] = Math.min(peakBytes, this.#ceilingBytes);
  }

  /**
   * Arms soft limits from here up that are kept again. Shares are foreign code: left to the next
   * charge.
   */
  #rearmPath(): void {
    for (let account: LedgerAccount | undefined = this; account; account = account.parent) {
      if (!account.#announced || account.hasShared) continue;
      if (account.liveBytes <= account.softLimitBytes!) account.#setAnnounced(false);
    }
  }

  #countWaiting(change: 1 | -1): void {
    for (let account: LedgerAccount | undefined = this; account; account = account.parent)
      account.#waitingCount += change;
  }

  /** Gives back the rows of this account and all below it. */
  #abandon(): void {
    for (const child of this.children) child.#abandon();
    this.#setAnnounced(false);
    this.#rows.release(this.#row);
    this.#row = NONE;
    this.#children = undefined;
    this.#policy = policyOf({});
  }
}
