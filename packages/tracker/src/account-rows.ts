/** No row: the link of the root's, and the end of the list of free ones. */
const NONE = -1;
const STRIDE = 6;
const INITIAL_ROWS = 16;

/**
 * The figures of all accounts of one ledger: six doubles and a parent link for each.
 *
 * Layout: row r owns figures[r * 6 … r * 6 + 5] and parents[r]. The root has row 0.
 * ```
 *   0 live   bytes held now by the account and all below it
 *   1 alert  a charge that would take live above this leaves the fast path: the peak, or a limit
 *            below it; -1 when every charge must
 *   2 own    bytes held now by the account itself
 *   3 peak   the highest that live has been
 *   4 total  bytes ever charged to the account itself and to closed accounts below it
 *   5 count  charges booked likewise
 * ```
 * Totals are kept where they arise and summed when somebody asks, so that a charge writes only one
 * double for each account above. An object field that holds a double costs 24 bytes in V8, a row
 * element 8, and adding to one allocates nothing. Rows of closed accounts are used again.
 * Cost: 52 B an account, at most 1/8 more after growth.
 */
export class AccountRows {
  figures = new Float64Array(INITIAL_ROWS * STRIDE);
  parents = new Int32Array(INITIAL_ROWS); // of a free row: the next free one
  /** How many accounts have announced their soft limit and not fallen below it since. */
  announcedCount = 0;
  #firstFree = NONE; // a list through `parents`

  /** Number of rows in use. */
  count = 0;

  /** Takes a row for a child of `parentRow` (`NONE` for the root), all figures 0. */
  take(parentRow: number): number {
    let row = this.#firstFree;
    if (row === NONE) {
      row = this.count; // none is free, so all below are in use
      if (row === this.parents.length) this.#grow();
    } else {
      this.#firstFree = this.parents[row]!;
    }
    this.figures.fill(0, row * STRIDE, (row + 1) * STRIDE);
    this.parents[row] = parentRow;
    this.count++;
    return row;
  }

  /** Takes back a row; its next owner starts from 0. */
  release(row: number): void {
    this.parents[row] = this.#firstFree;
    this.#firstFree = row;
    this.count--;
  }

  #grow(): void {
    const rowCount = this.parents.length + Math.max(INITIAL_ROWS, this.parents.length >>> 3);
    const figures = new Float64Array(rowCount * STRIDE);
    figures.set(this.figures);
    const parents = new Int32Array(rowCount);
    parents.set(this.parents);
    this.figures = figures;
    this.parents = parents;
  }
}
