import type { Address } from '../api.js';
import { PAGE_BYTES, PAGE_GRANULE_SHIFT, GRANULE_BYTES } from '../geometry.js';
import { assertRegion } from '../guards.js';
import type { Region } from '../region.js';
import { isKept } from './is-kept.js';

const PAGE_GRANULES = PAGE_BYTES / GRANULE_BYTES;
const IN_PAGE = PAGE_GRANULES - 1;

/**
 * Which of the blocks that a region has had at an address a handle means: a number for each
 * granule, out of band.
 *
 * Layout: pages[page][granule in the page]; 0: no handle of a live block. A handle is stale as soon
 * as the number at its address is not its own. Numbers count up over the whole region, so that none
 * comes again before 2^32 handles.
 *
 * Cost: 1 KiB for each page in which a block of a handle has begun. Regions without handles have no
 * such table and pay nothing: the first handle puts `free` and `allocate` of that one region behind
 * functions that keep the table (`allocate` only so that bulk functions see that they must go
 * through `free`).
 */
export class Generations {
  static readonly #ofRegions = new WeakMap<Region, Generations>();
  readonly #pages: (Uint32Array | undefined)[] = [];
  #last = 0;

  /** @throws {InvalidArgumentError} if it is no region of a `Heap`, which is asked once for each */
  static of(region: Region): Generations {
    let generations = Generations.#ofRegions.get(region);
    if (generations === undefined) {
      assertRegion(region);
      generations = new Generations();
      generations.#watch(region);
      Generations.#ofRegions.set(region, generations);
    }
    return generations;
  }

  /** That of the block which is live at `address`; 0 if it has none. */
  at(address: Address): number {
    return this.#pages[address >>> PAGE_GRANULE_SHIFT]?.[address & IN_PAGE] ?? 0;
  }

  /** That of the block which is live at `address`, from now on. */
  give(address: Address): number {
    const page = (this.#pages[address >>> PAGE_GRANULE_SHIFT] ??= new Uint32Array(PAGE_GRANULES));
    const index = address & IN_PAGE;
    if (page[index] === 0) page[index] = this.#last = (this.#last + 1) >>> 0 || 1;
    return page[index]!;
  }

  #watch(region: Region): void {
    const free = region.free.bind(region);
    const allocate = region.allocate.bind(region);
    region.allocate = (byteLength) => allocate(byteLength);
    region.free = (address) => {
      const page = this.#pages[address >>> PAGE_GRANULE_SHIFT];
      const index = address & IN_PAGE;
      const generation = page?.[index] ?? 0;
      if (page === undefined || generation === 0 || (address | 0) !== address) return free(address);
      // First: freeing may run an account's code, which may get a block at this place
      page[index] = 0;
      try {
        free(address);
      } catch (error) {
        if (page[index] === 0 && isKept(region, address, error)) page[index] = generation;
        throw error;
      }
    };
  }
}
