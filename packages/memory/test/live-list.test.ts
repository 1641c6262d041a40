import { describe, expect, it } from '@jest/globals';
import { LiveList } from '../src/live-list.js';

describe('a live list', () => {
  it('lists what is alive, in order', () => {
    const list = new LiveList<{ alive: boolean }>((item) => item.alive);
    const items = Array.from({ length: 100 }, () => ({ alive: true }));
    items.forEach((item) => list.add(item));
    items.forEach((item, i) => (item.alive = i % 10 === 0));
    expect(list.live()).toEqual(items.filter((_, i) => i % 10 === 0));
    list.clear();
    expect(list.live()).toEqual([]);
  });

  it('looks at each item a constant number of times, and keeps few that have ended', () => {
    let looks = 0;
    let ended = 0;
    const list = new LiveList<{ alive: boolean }>((item) => {
      looks++;
      if (!item.alive) ended++;
      return item.alive;
    });
    for (let i = 0; i < 100_000; i++) list.add({ alive: i % 100 === 0 });
    expect(looks).toBeLessThan(400_000);
    expect(ended).toBeGreaterThan(95_000); // swept on the way, not kept to the end
    expect(list.live()).toHaveLength(1000);
  });
});
