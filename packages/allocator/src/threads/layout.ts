/**
 * How threads share a heap: what lies in shared memory, who writes it, and in which order.
 *
 * A *participant* is a thread that has attached, by its number. It owns whole segments and hands
 * their pages to its own regions, so that it takes and gives pages without asking anybody. What
 * others may do is to free blocks. The low 6 bits of the number are its row in the table below; a
 * row is used again with the next number, so that who is gone is never taken for who came after.
 *
 * ```
 * states   one byte a granule: 1 = a live block begins here
 * records  8 words a page, as in page-table.ts; HEAD, OWNER and a run's USED tell the truth, the
 *          rest is the owner's
 * bits     1 bit a granule, as in page-table.ts: 1 = a live block begins here, as far as the owner
 *          has heard
 *
 * control, int32 words
 *   participants, 4 words each  STATE (number << 2 | state), DIRTY, ADOPTER (a participant), unused
 *   regions, 16 words each      OWNER (a participant; 0: no region), TERMS, UTF-16 units of the
 *                               name, two a word
 *                               TERMS: length of the name | (limit in pages + 1, 0: no limit) << 5
 *   segments, 4 words a slot    OWNER (a participant; 0: no segment), SPAN, DIRTY, unused
 *                               SPAN: slots from here to the segment's end; its views are so long
 *   dirty pages, 1 bit a page
 * ```
 *
 * Who writes what: only the owner makes a block live, with a plain store, since nobody else has the
 * address yet. Whoever frees it exchanges 1 for 0: one atomic operation on the one byte that says
 * that the block is live, which asks no record. So of two frees one wins, whatever the threads do
 * between, and what is inside a block or misaligned is 0. Records, bits and lists are the owner's
 * alone.
 *
 * Word of a free by another thread: after the exchange it marks the page, then its segment, then
 * the segment's owner, each unless it is marked already. The owner takes the marks from the top
 * down, and looks at the page last. So a mark that is found set will be taken before the page is
 * read. Marks are hints: a mark too many costs a look, one that went missing with its thread costs
 * room until the owner counts anew (trim, out of memory, adoption).
 *
 * What a thread may leave behind at any step, and what its heir makes of it ({@link adoptThread}):
 * - a slot or region taken, and nothing done with it: an empty segment, which perhaps has no memory
 *   yet and goes back; a region without pages
 * - HEAD is written last when an extent is made and first when it goes, and pages are free unless
 *   the head of an extent covers them: what is half made is free
 * - a run whose byte is 0 has no block: it was just made, or freed and not yet dropped: free as
 *   well
 * - lists, counts, bits and marks are made anew
 * - a half adopted heritage lies with two participants that are both gone: one adopts the heir,
 *   then the rest
 * Nothing is ever locked, so nothing stays locked.
 */

/** What a byte of `states` holds where a live block begins; elsewhere 0. */
export const LIVE_STATE = 1;

/** Of a participant, in the low bits of STATE. */
export const ABSENT = 0;
export const ISSUED = 1; // its token has been made
export const ATTACHED = 2;

export const STATE_BITS = 2;

export const MAX_PARTICIPANTS = 63; // at a time: rows from 1
const ROW_MASK = 63;
const NUMBER_MASK = 2 ** (31 - STATE_BITS) - 1;
export const MAX_REGIONS = 4095; // numbered from 1

const PARTICIPANT_WORDS = 4;
/** Indices in `control` of the words of participant 0, which there is not. */
export const STATE = 0;
export const DIRTY = 1;
export const ADOPTER = 2;

const REGION_WORDS = 16;
const REGIONS = PARTICIPANT_WORDS * (MAX_PARTICIPANTS + 1);
/** Behind OWNER of a region. Written at once, when its name is there. */
export const TERMS = 1;
/** Behind TERMS. */
export const NAME = 2;
/** UTF-16 units of a region's name that other threads see; less than 2^LIMIT_SHIFT. */
export const MAX_NAME_LENGTH = 2 * (REGION_WORDS - NAME);
export const LIMIT_SHIFT = 5;

export const SEGMENT_WORDS = 4;
export const SEGMENTS = REGIONS + REGION_WORDS * (MAX_REGIONS + 1);
export const SPAN = 1;
export const SEGMENT_DIRTY = 2;

/** The words of a participant begin here. */
export const participantAt = (participant: number): number =>
  (participant & ROW_MASK) * PARTICIPANT_WORDS;

/**
 * The number that a row has after a number of it, 0 before the first. After 2^23 of them they begin
 * anew.
 */
export const numberAfter = (participant: number, row: number): number =>
  participant === 0 ? row : (participant + ROW_MASK + 1) & NUMBER_MASK;

/** OWNER of a region; its terms and name follow. */
export const regionAt = (id: number): number => REGIONS + id * REGION_WORDS;

/** OWNER of a slot's segment. */
export const segmentAt = (slot: number): number => SEGMENTS + slot * SEGMENT_WORDS;

/** The marks of pages. */
export const dirtyPagesAt = (slotCount: number): number => SEGMENTS + slotCount * SEGMENT_WORDS;

/** Words of `control` in all. */
export function controlWords(slotCount: number, pagesPerSlot: number): number {
  return dirtyPagesAt(slotCount) + (slotCount * pagesPerSlot) / 32;
}
