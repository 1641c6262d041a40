export interface HolderOptions {
  /**
   * Called with what the holder's fair share would be, in bytes, for each step that adds to what it
   * holds and before that step is final. If it throws, the step is undone and the error passed on.
   * It may use the store, for instance release what the holder has to make room.
   */
  readonly onCharge?: (shareBytes: number) => void;
  /**
   * Whether what it holds is left out of the sum that shares are of. It keeps things alive and pays
   * nothing: for references of a moment, which must not make the shares of the others look smaller.
   * @defaultValue false
   */
  readonly weightless?: boolean;
}

/** What every store of shared things tells of itself. */
export interface SharingStats {
  readonly holderCount: number;
  /** Bytes of all that is stored, each counted once. */
  readonly uniqueBytes: number;
  /**
   * Bytes that the holders, without weightless ones, would need if each reference were a copy of
   * its own.
   */
  readonly heldBytes: number;
  /** Bytes that the store's region has taken from its heap. */
  readonly poolBytes: number;
  /** Bytes of the store's own tables, outside the region. */
  readonly metadataBytes: number;
  /** heldBytes − uniqueBytes; 0 where weightless holders alone keep more than that. */
  readonly savedBytes: number;
}
