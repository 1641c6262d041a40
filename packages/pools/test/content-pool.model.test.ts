import { describe, expect, it } from '@jest/globals';
import { assertValidPool, ContentPool } from '../src/index.js';
import type { Holder, ContentId } from '../src/index.js';
import {
  CountingAccount,
  FaultyRegion,
  RefusedError,
  codeOf,
  createRegion,
  same,
  stepCount,
  withSeeds,
} from './support.js';
import type { Random } from './support.js';

/**
 * A content as the model sees it: told apart by text alone, a node by the texts of its children.
 */
interface ModelContent {
  readonly key: string;
  readonly byteLength: number;
  readonly children: readonly ModelContent[];
}

interface ModelHolder {
  readonly holder: Holder;
  readonly counts: Map<ModelContent, number>;
  refuses: boolean;
}

function weigh(content: ModelContent): number {
  return content.children.reduce((sum, child) => sum + weigh(child), content.byteLength);
}

function depthOf(content: ModelContent): number {
  return 1 + Math.max(0, ...content.children.map(depthOf));
}

function heldBytesOf({ counts }: ModelHolder): number {
  let bytes = 0;
  for (const [content, count] of counts) bytes += weigh(content) * count;
  return bytes;
}

/** The pool under test beside an independent model: for each holder a Map from content to count. */
class Rig {
  readonly random: Random;
  readonly account = new CountingAccount();
  readonly metadataAccount = new CountingAccount();
  readonly region = new FaultyRegion(createRegion(this.account));
  readonly pool: ContentPool;
  readonly contents = new Map<string, ModelContent>();
  readonly holders: ModelHolder[] = [];
  readonly ids = new Map<ModelContent, ContentId>();
  refusals = 0;

  constructor(random: Random) {
    this.random = random;
    const weakHash = (words: Int32Array, length: number) => (length > 0 ? length + words[0]! : 0);
    this.pool = new ContentPool(this.region, {
      seed: random.int32(),
      metadataAccount: this.metadataAccount,
      ...(random.below(4) === 0 ? { hash: weakHash } : {}),
    });
    for (let i = 0; i < 5; i++) this.addHolder(i === 0);
  }

  addHolder(weightless = false): void {
    const model: ModelHolder = {
      counts: new Map(),
      refuses: false,
      holder: this.pool.createHolder(`holder-${this.holders.length}`, {
        weightless,
        onCharge: () => {
          if (model.refuses) throw new RefusedError();
        },
      }),
    };
    this.holders.push(model);
  }

  content(key: string, byteLength: number, children: readonly ModelContent[] = []): ModelContent {
    let content = this.contents.get(key);
    if (content === undefined) {
      content = { key, byteLength, children };
      this.contents.set(key, content);
    }
    return content;
  }

  /** Contents that somebody holds, or a live node has. */
  live(): Set<ModelContent> {
    const live = new Set<ModelContent>();
    const visit = (content: ModelContent): void => {
      if (live.has(content)) return;
      live.add(content);
      content.children.forEach(visit);
    };
    for (const { counts } of this.holders) for (const content of counts.keys()) visit(content);
    return live;
  }

  /**
   * Runs a step that adds a reference; at times something refuses, and then nothing may have
   * changed.
   */
  add(target: ModelHolder, content: ModelContent, step: () => ContentId | void): boolean {
    const fault = this.random.below(12);
    if (fault === 0) this.region.refuseAt = 1;
    if (fault === 1) target.refuses = true;
    try {
      const id = step();
      if (id !== undefined) this.ids.set(content, id);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      this.refusals++;
      return false;
    } finally {
      this.region.refuseAt = Infinity;
      target.refuses = false;
    }
    target.counts.set(content, (target.counts.get(content) ?? 0) + 1);
    return true;
  }

  take(from: ModelHolder, content: ModelContent): void {
    const count = from.counts.get(content)!;
    if (count > 1) from.counts.set(content, count - 1);
    else from.counts.delete(content);
  }

  step(): void {
    const model = this.random.pick(this.holders);
    const choice = this.random.below(10);
    if (choice < 2) this.internWords(model, new Int32Array(this.random.below(6)));
    else if (choice === 2) this.internBytes(model);
    else if (choice === 3) {
      this.internWords(model, new Int32Array(this.random.pick([300, 1024, 2100])));
    } else if (choice === 4) this.internNode(model);
    else if (choice === 5) this.retain(model);
    else if (choice === 6) this.transfer(model);
    else if (choice < 9) this.release(model);
    else if (this.random.below(40) === 0) {
      same(model.holder.dispose(), heldBytesOf(model));
      this.holders.splice(this.holders.indexOf(model), 1);
      this.addHolder(model.holder.weightless);
    }
  }

  internWords(model: ModelHolder, words: Int32Array<ArrayBuffer>): void {
    if (words.length > 10) words.fill(this.random.below(4));
    else words.forEach((_, i) => (words[i] = this.random.below(3) - 1));
    const content = this.content(`bytes ${new Uint8Array(words.buffer)}`, words.byteLength);
    this.add(model, content, () => this.pool.intern(model.holder, words, words.length));
  }

  internBytes(model: ModelHolder): void {
    const bytes = new Uint8Array(this.random.below(9)).map(() => this.random.below(2));
    const content = this.content(`bytes ${bytes}`, bytes.byteLength);
    this.add(model, content, () => this.pool.internBytes(model.holder, bytes));
  }

  internNode(model: ModelHolder): void {
    const choices = [...this.live()].filter((content) => depthOf(content) < 5);
    const childCount = choices.length === 0 ? 0 : this.random.below(4);
    const children = Array.from({ length: childCount }, () => this.random.pick(choices));
    const ids = children.map((child) => this.ids.get(child)!);
    const words = Int32Array.of(-this.random.below(2), ...ids);
    const key = `node ${words[0]} (${children.map((child) => child.key).join(', ')})`;
    const content = this.content(key, words.byteLength, children);
    this.add(model, content, () => this.pool.internNode(model.holder, words, words.length));
  }

  retain(model: ModelHolder): void {
    const live = [...this.live()];
    if (live.length === 0) return;
    const content = this.random.pick(live);
    this.add(model, content, () => this.pool.retain(model.holder, this.ids.get(content)!));
  }

  transfer(model: ModelHolder): void {
    if (model.counts.size === 0) return;
    const content = this.random.pick([...model.counts.keys()]);
    const to = this.random.pick(this.holders);
    const id = this.ids.get(content)!;
    const step = () => this.pool.transfer(model.holder, to.holder, id);
    if (this.add(to, content, step)) this.take(model, content);
  }

  /**
   * Releases any content that ever was: held, held by others only, dead, or dead and its id given
   * out again.
   */
  release(model: ModelHolder): void {
    const content = this.random.pick([...this.ids.keys(), this.content('bytes ', 0)]);
    const id = this.ids.get(content);
    if (id === undefined) return;
    if (model.counts.has(content)) {
      this.pool.release(model.holder, id);
      this.take(model, content);
      return;
    }
    const isHeldByNewName = [...model.counts.keys()].some((other) => this.ids.get(other) === id);
    if (isHeldByNewName) return; // a stale id that names what it holds: nobody can tell
    const isLive = [...this.live()].some((other) => this.ids.get(other) === id);
    const code = isLive ? 'ERR_SANDY_OVER_RELEASE' : 'ERR_SANDY_UNKNOWN_CONTENT';
    same(
      codeOf(() => this.pool.release(model.holder, id)),
      code,
    );
  }

  check(): void {
    const { pool } = this;
    assertValidPool(pool);
    const live = this.live();
    const uniqueBytes = [...live].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const paying = this.holders.filter(({ holder }) => !holder.weightless);
    const heldBytes = paying.reduce((sum, model) => sum + heldBytesOf(model), 0);
    const stats = pool.stats();
    expect(stats).toMatchObject({ contentCount: live.size, uniqueBytes, heldBytes });
    expect(stats.savedBytes).toBe(Math.max(0, heldBytes - uniqueBytes));
    expect(stats.poolBytes).toBe(this.account.bytes);
    expect(stats.metadataBytes).toBe(this.metadataAccount.bytes);
    expect(this.region.stats().blockCount).toBe(live.size);
    const shareSum = [...pool.shares().values()].reduce((a, b) => a + b, 0);
    expect(shareSum).toBe(heldBytes === 0 ? 0 : stats.poolBytes);
    for (const model of this.holders) {
      const weight = model.holder.weightless ? 0 : heldBytesOf(model);
      const exact = heldBytes === 0 ? 0 : Math.floor((stats.poolBytes * weight) / heldBytes);
      expect(pool.shareOf(model.holder)).toBe(exact);
      const references = [...model.counts.values()].reduce((a, b) => a + b, 0);
      expect(model.holder.heldBytes).toBe(heldBytesOf(model));
      expect(model.holder.referenceCount).toBe(references);
    }
    this.checkContents(live);
  }

  checkContents(live: ReadonlySet<ModelContent>): void {
    const ids = new Set<ContentId>();
    for (const content of live) {
      const id = this.ids.get(content)!;
      ids.add(id);
      same(this.pool.weightOf(id), weigh(content));
      same(this.pool.byteLengthOf(id), content.byteLength);
      same(this.pool.isNode(id), content.key.startsWith('node'));
      if (!this.pool.isNode(id)) same(`bytes ${this.pool.bytesOf(id)}`, content.key);
    }
    same(ids.size, live.size);
  }
}

describe('ContentPool', () => {
  it('agrees with Maps of counts, also when region and limits refuse', () => {
    const seeds = [31, 32, 33, 34, 35, 36];
    withSeeds(seeds, (random) => {
      const rig = new Rig(random);
      const steps = stepCount(3000);
      for (let step = 1; step <= steps; step++) {
        rig.step();
        if (step % 150 === 0) rig.check();
      }
      expect(rig.refusals).toBeGreaterThan(20);
      for (const { holder } of rig.holders) holder.dispose();
      rig.holders.splice(0);
      rig.check();
      rig.pool.dispose();
      expect(rig.metadataAccount.bytes).toBe(0);
      expect(rig.region.stats().blockCount).toBe(0);
    });
  });
});
