/** The ring has no room for a packet until others are released. Nothing has changed. */
export class RingFullError extends Error {
  override readonly name = 'RingFullError';
  readonly code = 'ERR_SANDY_RING_FULL';
  /** Bytes of the packet, with its header. */
  readonly requestedBytes: number;
  readonly usedBytes: number;
  /** Of the whole ring; some of the rest may lie where the packet does not fit. */
  readonly limitBytes: number;

  constructor(figures: { requestedBytes: number; usedBytes: number; limitBytes: number }) {
    const { requestedBytes, usedBytes, limitBytes } = figures;
    super(`ring: ${requestedBytes} bytes requested, ${usedBytes} of ${limitBytes} in use`);
    this.requestedBytes = requestedBytes;
    this.usedBytes = usedBytes;
    this.limitBytes = limitBytes;
  }
}

/**
 * A call out of turn: a commit without a reservation, a release of nothing. Nothing has changed.
 */
export class RingStateError extends Error {
  override readonly name = 'RingStateError';
  readonly code = 'ERR_SANDY_RING_STATE';

  constructor(expected: string, actual: string) {
    super(`ring: expected ${expected}, got ${actual}`);
  }
}
