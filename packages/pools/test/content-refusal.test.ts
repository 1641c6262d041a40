import { describe, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool } from '../src/index.js';
import type { Holder, ContentId } from '../src/index.js';
import {
  CountingAccount,
  FaultyRegion,
  LimitedAccount,
  RefusedError,
  codeOf,
  createRegion,
} from './support.js';

/**
 * Everything about a pool and its holders that must not change when a step is refused. (Tables may
 * have grown, and the region may keep an empty page.)
 */
function picture(pool: ContentPool, ...holders: Holder[]) {
  const { contentCount, uniqueBytes, heldBytes, hitCount, missCount } = pool.stats();
  const held = holders.map((holder) => [holder.heldBytes, holder.referenceCount]);
  return { contentCount, uniqueBytes, heldBytes, hitCount, missCount, held };
}

/** 2,400 bytes that depend on `n`. */
function block(n: number): Int32Array {
  return new Int32Array(600).fill(n);
}

describe('a region that refuses', () => {
  it('leaves everything as before, at each allocation of a sequence', () => {
    for (let refuseAt = 1; refuseAt <= 40; refuseAt++) {
      const region = new FaultyRegion();
      const pool = new ContentPool(region);
      const alpha = pool.createHolder('alpha');
      const beta = pool.createHolder('beta');
      region.refuseAt = refuseAt;
      let refusals = 0;
      const ids: ContentId[] = [];
      const attempt = (step: () => ContentId) => {
        const before = picture(pool, alpha, beta);
        try {
          ids.push(step());
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedError);
          expect(picture(pool, alpha, beta)).toEqual(before);
          refusals++;
          ids.push(step()); // the next attempt succeeds
        }
        assertValidPool(pool);
      };
      for (let n = 0; n < 10; n++) {
        attempt(() => pool.intern(alpha, block(n), 600));
        attempt(() => pool.intern(beta, block(n), 600)); // a hit: allocates nothing
        attempt(() => pool.internBytes(beta, new Uint8Array(700).fill(n)));
        const children = Int32Array.of(...ids.slice(-3), -n);
        attempt(() => pool.internNode(alpha, children, 4));
      }
      expect(refusals).toBe(refuseAt <= 30 ? 1 : 0);
      alpha.dispose();
      beta.dispose();
      expect(region.stats().blockCount).toBe(0);
    }
  });
});

describe('an account that refuses pages', () => {
  it('leaves everything as before, at every charge', () => {
    const account = new LimitedAccount();
    const pool = new ContentPool(createRegion(account));
    const alpha = pool.createHolder('alpha');
    account.limit = 0;
    let refusals = 0;
    for (let n = 0; n < 200;) {
      const before = picture(pool, alpha);
      try {
        pool.intern(alpha, block(n), 600);
        n++;
      } catch (error) {
        expect(error).toBeInstanceOf(RefusedError);
        expect(picture(pool, alpha)).toEqual(before);
        assertValidPool(pool);
        account.limit += 4096;
        refusals++;
      }
    }
    expect(refusals).toBeGreaterThan(20);
    expect(account.bytes).toBe(pool.stats().poolBytes);
    alpha.dispose();
    expect(account.bytes).toBe(pool.stats().poolBytes);
  });
});

describe('a metadata account that refuses', () => {
  it('leaves everything as before, at every growth of a table', () => {
    const metadataAccount = new LimitedAccount();
    const pool = new ContentPool(createRegion(), { metadataAccount });
    const alpha = pool.createHolder('alpha');
    const beta = pool.createHolder('beta');
    let refusals = 0;
    const attempt = (step: () => void) => {
      metadataAccount.limit = 0;
      for (let allowance = 4096; ; allowance *= 2) {
        const before = picture(pool, alpha, beta);
        try {
          step();
          metadataAccount.limit = Infinity;
          return;
        } catch (error) {
          expect(error).toBeInstanceOf(RefusedError);
          expect(picture(pool, alpha, beta)).toEqual(before);
          refusals++;
          metadataAccount.limit = metadataAccount.bytes + allowance;
        }
      }
    };
    for (let n = 0; n < 3000; n++) {
      const words = Int32Array.of(n);
      attempt(() => void pool.intern(alpha, words, 1));
      if (n % 3 > 0) continue;
      attempt(() => void pool.intern(beta, words, 1)); // a hit: the table of contents need not grow
      const id = pool.intern(beta, words, 1);
      attempt(() => pool.retain(alpha, id));
      attempt(() => pool.transfer(beta, alpha, id));
    }
    expect(refusals).toBeGreaterThan(10);
    expect(metadataAccount.bytes).toBe(pool.stats().metadataBytes);
    assertValidPool(pool);
    pool.dispose();
    expect(metadataAccount.bytes).toBe(0);
  });
});

describe('onCharge', () => {
  it('is told the share that the holder would have', () => {
    const pool = new ContentPool(createRegion());
    const told: number[] = [];
    const shares: number[] = [];
    const alpha = pool.createHolder('alpha', { onCharge: (share) => told.push(share) });
    const beta = pool.createHolder('beta');
    for (let n = 0; n < 20; n++) {
      const id = pool.intern(alpha, block(n), 600);
      shares.push(pool.shareOf(alpha));
      pool.retain(alpha, id);
      shares.push(pool.shareOf(alpha));
      pool.transfer(alpha, beta, id); // adds nothing to alpha: it is not asked
      pool.transfer(beta, alpha, id);
      shares.push(pool.shareOf(alpha));
      if (n % 2 === 0) pool.transfer(alpha, beta, id);
    }
    expect(told).toEqual(shares);
  });

  it('undoes the step if it throws', () => {
    const pool = new ContentPool(createRegion());
    let refuse = false;
    const alpha = pool.createHolder('alpha', {
      onCharge: () => {
        if (refuse) throw new RefusedError();
      },
    });
    const beta = pool.createHolder('beta');
    const mine = pool.intern(alpha, block(1), 600);
    const theirs = pool.intern(beta, block(2), 600);
    const steps = [
      () => pool.intern(alpha, block(1), 600),
      () => pool.intern(alpha, block(2), 600),
      () => pool.intern(alpha, block(3), 600),
      () => pool.internBytes(alpha, new Uint8Array(5)),
      () => pool.internNode(alpha, Int32Array.of(mine, theirs), 2),
      () => pool.retain(alpha, mine),
      () => pool.retain(alpha, theirs),
      () => pool.transfer(beta, alpha, theirs),
    ];
    refuse = true;
    const before = picture(pool, alpha, beta);
    for (const step of steps) {
      expect(step).toThrow(RefusedError);
      expect(picture(pool, alpha, beta)).toEqual(before);
      assertValidPool(pool);
    }
    pool.release(alpha, mine); // giving back is never refused
    expect(alpha.heldBytes).toBe(0);
    refuse = false;
    for (const step of steps.slice(1, 4)) step();
    assertValidPool(pool);
  });
});

describe('callbacks that use the pool', () => {
  it('may release what the holder has, to make room', () => {
    const pool = new ContentPool(createRegion());
    const old: ContentId[] = [];
    const alpha = pool.createHolder('alpha', {
      onCharge: () => {
        if (alpha.heldBytes > 5 * 2400) pool.release(alpha, old.shift()!);
      },
    });
    for (let n = 0; n < 50; n++) {
      old.push(pool.intern(alpha, block(n), 600));
      assertValidPool(pool);
    }
    expect(pool.stats().contentCount).toBe(5);
  });

  it('may release everything and then refuse', () => {
    const pool = new ContentPool(createRegion());
    const held: ContentId[] = [];
    let refuse = false;
    const alpha = pool.createHolder('alpha', {
      onCharge: () => {
        if (!refuse) return;
        for (const id of held.splice(0)) pool.release(alpha, id);
        throw new RefusedError();
      },
    });
    held.push(pool.intern(alpha, block(1), 600));
    refuse = true;
    expect(() => pool.intern(alpha, block(1), 600)).toThrow(RefusedError);
    expect(pool.stats().contentCount).toBe(0);
    assertValidPool(pool);
  });

  it('may dispose the holder: then the step throws and nothing is held', () => {
    const pool = new ContentPool(createRegion());
    const beta = pool.createHolder('beta');
    for (const alsoThrow of [false, true]) {
      const createDoomed = () => {
        const holder = pool.createHolder('alpha', {
          onCharge: () => {
            holder.dispose();
            if (alsoThrow) throw new RefusedError();
          },
        });
        return holder;
      };
      const id = pool.intern(beta, block(1), 600);
      const code = alsoThrow ? 'REFUSED' : 'ERR_SANDY_DISPOSED';
      expect(codeOf(() => pool.intern(createDoomed(), block(1), 600))).toBe(code);
      expect(codeOf(() => pool.intern(createDoomed(), block(2), 600))).toBe(code);
      expect(codeOf(() => pool.transfer(beta, createDoomed(), id))).toBe(code);
      assertValidPool(pool);
    }
    beta.dispose();
    expect(pool.stats().contentCount).toBe(0);
  });

  it('may dispose the former holder while a transfer is being refused', () => {
    const pool = new ContentPool(createRegion());
    const alpha = pool.createHolder('alpha');
    const beta = pool.createHolder('beta', {
      onCharge: () => {
        alpha.dispose();
        throw new RefusedError();
      },
    });
    const id = pool.intern(alpha, block(1), 600);
    expect(() => pool.transfer(alpha, beta, id)).toThrow(RefusedError);
    expect(pool.stats()).toMatchObject({ contentCount: 0, heldBytes: 0 });
    assertValidPool(pool);
  });

  it('may intern the same content while its block is being allocated', () => {
    const region = new FaultyRegion();
    const pool = new ContentPool(region);
    const alpha = pool.createHolder('alpha');
    const child = pool.intern(alpha, block(1), 600);
    for (const intern of [
      () => pool.intern(alpha, block(2), 600),
      () => pool.internNode(alpha, Int32Array.of(child, child), 2),
      () => pool.internBytes(alpha, Uint8Array.of(1, 2, 3)),
    ]) {
      const inner: ContentId[] = [];
      region.onAllocate = () => {
        region.onAllocate = () => {};
        inner.push(intern());
      };
      expect([intern()]).toEqual(inner);
      assertValidPool(pool);
    }
    expect(region.stats().blockCount).toBe(4);
    expect(pool.stats().contentCount).toBe(4);
  });

  it('may free the children of a node and fill the tables while its block is being allocated', () => {
    const region = new FaultyRegion();
    const pool = new ContentPool(region);
    const alpha = pool.createHolder('alpha');
    const child = pool.intern(alpha, block(1), 600);
    region.onAllocate = () => {
      region.onAllocate = () => {};
      pool.release(alpha, child);
      for (let n = 0; n < 1000; n++) pool.intern(alpha, Int32Array.of(n), 1);
    };
    const node = pool.internNode(alpha, Int32Array.of(child), 1);
    expect(pool.wordsOf(child)[pool.wordOffsetOf(child)]).toBe(1);
    assertValidPool(pool);
    pool.release(alpha, node);
    expect(codeOf(() => pool.lengthOf(child))).toBe('ERR_SANDY_UNKNOWN_CONTENT');
  });

  it('may end the pool while a holder is made: then there is none', () => {
    const account = new CountingAccount();
    const pool = new ContentPool(createRegion(), { metadataAccount: account });
    account.onCharge = () => void pool.dispose();
    expect(codeOf(() => pool.createHolder('alpha'))).toBe('ERR_SANDY_DISPOSED');
    expect([account.bytes, pool.stats().holderCount]).toEqual([0, 0]);
  });

  it.each(['holder', 'pool'] as const)('may end the %s while its table grows', (what) => {
    const account = new CountingAccount();
    const pool = new ContentPool(createRegion(), { metadataAccount: account });
    const alpha = pool.createHolder('alpha');
    for (let n = 0; n < 12; n++) pool.intern(alpha, Int32Array.of(n), 1);
    account.onCharge = () => void (what === 'holder' ? alpha : pool).dispose();
    expect(codeOf(() => pool.intern(alpha, Int32Array.of(12), 1))).toBe('ERR_SANDY_DISPOSED');
    expect([alpha.disposed, alpha.heldBytes]).toEqual([true, 0]);
    if (what === 'holder') assertValidPool(pool);
    pool.dispose();
    expect([account.bytes, pool.stats().metadataBytes]).toEqual([0, 0]);
  });

  it('may end the holder, or the pool, while its block is being allocated', () => {
    const region = new FaultyRegion();
    const pool = new ContentPool(region);
    const alpha = pool.createHolder('alpha');
    const beta = pool.createHolder('beta');
    const words = Int32Array.of(pool.intern(beta, Int32Array.of(1), 1));
    region.onAllocate = () => void alpha.dispose();
    expect(codeOf(() => pool.internNode(alpha, words, 1))).toBe('ERR_SANDY_DISPOSED');
    assertValidPool(pool);
    region.onAllocate = () => void pool.dispose();
    expect(codeOf(() => pool.internNode(beta, words, 1))).toBe('ERR_SANDY_DISPOSED');
    expect(region.stats().blockCount).toBe(0);
  });

  it('may intern other bytes while bytes are being stored', () => {
    const region = new FaultyRegion();
    const pool = new ContentPool(region);
    const alpha = pool.createHolder('alpha');
    const [outer, inner] = [new Uint8Array(400).fill(1), new Uint8Array(400).fill(2)];
    pool.internBytes(alpha, new Uint8Array(400)); // leaves the pool a scratch that both could take
    let innerId: ContentId | undefined;
    region.onAllocate = () => {
      region.onAllocate = () => {};
      innerId = pool.internBytes(alpha, inner);
    };
    const outerId = pool.internBytes(alpha, outer);
    expect(pool.bytesOf(outerId)).toEqual(outer);
    expect(pool.bytesOf(innerId!)).toEqual(inner);
    assertValidPool(pool);
  });

  it('may intern, while a node is being freed, the same as its children that are still to be freed', () => {
    const region = new FaultyRegion();
    const pool = new ContentPool(region);
    const alpha = pool.createHolder('alpha');
    const beta = pool.createHolder('beta');
    const children = [1, 2, 3].map((n) => pool.intern(alpha, block(n), 600));
    pool.internNode(alpha, Int32Array.from(children), 3);
    region.onFree = () => {
      region.onFree = () => {};
      for (const n of [1, 2, 3]) pool.intern(beta, block(n), 600);
    };
    alpha.dispose();
    assertValidPool(pool);
    expect(pool.stats()).toMatchObject({ contentCount: 3, heldBytes: 7200 });
    expect(region.stats().blockCount).toBe(3);
  });

  it('may fill the tables while one of them grows', () => {
    const metadataAccount = new LimitedAccount();
    const pool = new ContentPool(createRegion(), { metadataAccount });
    const alpha = pool.createHolder('alpha');
    const charge = metadataAccount.charge.bind(metadataAccount);
    let next = 10_000;
    let isInside = false;
    metadataAccount.charge = (byteLength) => {
      if (!isInside) {
        isInside = true;
        for (let i = 0; i < 50; i++) pool.intern(alpha, Int32Array.of(next++), 1);
        isInside = false;
      }
      charge(byteLength);
    };
    for (let n = 0; n < 500; n++) pool.intern(alpha, Int32Array.of(n), 1);
    expect(next).toBeGreaterThan(10_000);
    expect(pool.stats().contentCount).toBe(500 + next - 10_000);
    expect(metadataAccount.bytes).toBe(pool.stats().metadataBytes);
    assertValidPool(pool);
  });
});
