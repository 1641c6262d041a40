import { InvalidArgumentError } from '../errors.js';
import { BITMAP_WORDS, GRANULE_BYTES, GRANULE_SHIFT, PAGE_BYTES, PAGE_SHIFT } from '../geometry.js';
import { RECORD_WORDS } from '../page-table.js';
import {
  ABSENT,
  ADOPTER,
  ATTACHED,
  DIRTY,
  ISSUED,
  MAX_PARTICIPANTS,
  STATE,
  STATE_BITS,
  dirtyPagesAt,
  numberAfter,
  participantAt,
  segmentAt,
} from './layout.js';
import { CHUNK_BYTES } from '../engines/shared-buffer.js';
import type { ThreadMemory } from './thread-memory.js';

const { Atomics } = globalThis; // not everywhere: undefined where nobody can share memory

const STATE_MASK = (1 << STATE_BITS) - 1;

/**
 * What a thread needs to attach to a heap, for one thread: a plain object for `postMessage` or
 * `workerData`. Nothing in it is to be changed.
 */
export interface ThreadToken {
  readonly format: 'sandy-thread-heap-1';
  /**
   * The number that the thread will have: what {@link adoptThread} asks for when the thread has
   * ended. No other thread of the heap gets it.
   */
  readonly participant: number;
  readonly segmentByteLength: number;
  readonly slotCount: number;
  readonly control: SharedArrayBuffer;
  readonly records: SharedArrayBuffer;
  readonly bits: SharedArrayBuffer;
  readonly states: SharedArrayBuffer;
  readonly memory: ThreadMemory;
}

/**
 * A thread's views of the tables that all threads share: see layout.ts. They stay the same for
 * ever.
 */
export class ThreadTables {
  readonly control: Int32Array;
  readonly records: Int32Array;
  readonly bits: Int32Array;
  readonly states: Uint8Array;
  readonly slotCount: number;
  readonly pagesPerSlot: number;
  /** slot = page >>> slotShift. */
  readonly slotShift: number;
  /** Index in `control` of the marks of pages. */
  readonly dirtyPages: number;
  readonly token: ThreadToken;

  constructor(token: ThreadToken) {
    this.token = token;
    // With their lengths: a view that follows the length of a growable buffer costs ten times as
    // much at each access.
    const { control, records, bits, states } = token;
    this.control = new Int32Array(control, 0, control.byteLength / 4);
    this.records = new Int32Array(records, 0, records.byteLength / 4);
    this.bits = new Int32Array(bits, 0, bits.byteLength / 4);
    this.states = new Uint8Array(states, 0, states.byteLength);
    this.slotCount = token.slotCount;
    this.pagesPerSlot = token.segmentByteLength / PAGE_BYTES;
    this.slotShift = Math.log2(token.segmentByteLength) - PAGE_SHIFT;
    this.dirtyPages = dirtyPagesAt(token.slotCount);
  }

  /** slot = address >>> shift. */
  get shift(): number {
    return Math.log2(this.token.segmentByteLength) - GRANULE_SHIFT;
  }

  /** Bytes of the tables for a segment of one slot. */
  get bytesPerSlot(): number {
    return this.pagesPerSlot * TABLE_BYTES;
  }

  /** The segments that one buffer of the heap's memory holds: none lies across two. */
  get slotsPerChunk(): number {
    return this.token.memory.chunks === undefined
      ? this.slotCount
      : CHUNK_BYTES / this.token.segmentByteLength;
  }
}

/** Bytes that records, bits and states have for a page. */
const TABLE_BYTES = 4 * (RECORD_WORDS + BITMAP_WORDS) + PAGE_BYTES / GRANULE_BYTES;

/**
 * A token for one thread more.
 * @throws {InvalidArgumentError} if there are as many participants as there can be
 */
export function issueToken(tables: ThreadTables): ThreadToken {
  const { control, token } = tables;
  for (let row = 1; row <= MAX_PARTICIPANTS; row++) {
    const at = participantAt(row) + STATE;
    const before = Atomics.load(control, at);
    if ((before & STATE_MASK) !== ABSENT) continue;
    const participant = numberAfter(before >>> STATE_BITS, row);
    const issued = (participant << STATE_BITS) | ISSUED;
    if (Atomics.compareExchange(control, at, before, issued) !== before) continue;
    return { ...token, participant };
  }
  throw new InvalidArgumentError('threads', `at most ${MAX_PARTICIPANTS} at a time`, 'one more');
}

/**
 * Makes the token's participant the calling thread. @throws {InvalidArgumentError} if it is none,
 * or was used.
 */
export function attachTables(token: ThreadToken): ThreadTables {
  if (token?.format !== 'sandy-thread-heap-1') {
    throw new InvalidArgumentError('token', 'a token of a thread heap', token);
  }
  // Told by its name, not by `instanceof`: it may come from another realm.
  if (String(token.control) !== '[object SharedArrayBuffer]') {
    const expected =
      'one whose memory is shared: send it by postMessage or workerData, not as text';
    throw new InvalidArgumentError('token', expected, token);
  }
  const { participant } = token;
  const tables = new ThreadTables(token);
  const at = participantAt(participant) + STATE;
  const issued = (participant << STATE_BITS) | ISSUED;
  const attached = (participant << STATE_BITS) | ATTACHED;
  if (
    !Number.isInteger(participant) ||
    Atomics.compareExchange(tables.control, at, issued, attached) !== issued
  ) {
    const expected = 'one that no thread has attached with and nobody has taken back';
    throw new InvalidArgumentError('token', expected, participant);
  }
  return tables;
}

/** Whether a participant's token is out, or its thread attached and not adopted. */
export function isPresent({ control }: ThreadTables, participant: number): boolean {
  const state = Atomics.load(control, participantAt(participant) + STATE);
  return state >>> STATE_BITS === participant && (state & STATE_MASK) !== ABSENT;
}

/**
 * Lets the row of a participant that owns nothing be used again.
 * @param adopter - who adopts it; 0: nobody
 */
export function releaseParticipant(
  { control }: ThreadTables,
  participant: number,
  adopter: number,
): void {
  const at = participantAt(participant);
  Atomics.store(control, at + DIRTY, 0);
  Atomics.store(control, at + STATE, (participant << STATE_BITS) | ABSENT);
  // After it: as long as the adopter stands there nobody else can adopt, and none who comes after
  // is taken for this one.
  Atomics.compareExchange(control, at + ADOPTER, adopter, 0);
}

/** The participant that owns the segment of `slot`, or 0. */
export function ownerOfSlot(tables: ThreadTables, slot: number): number {
  return slot < tables.slotCount ? Atomics.load(tables.control, segmentAt(slot)) : 0;
}
