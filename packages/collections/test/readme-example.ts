import {
  Long2ObjectMap,
  LongSet,
  blockKeyHi,
  blockKeyLo,
  blockPositionOf,
  chunkKeyHi,
  chunkKeyLo,
} from '../src/index.js';

// Chunk columns by position, as the game's own Long2ObjectOpenHashMap holds them.
const columns = new Long2ObjectMap<{ name: string }>();
columns.set(chunkKeyHi(3, -7), chunkKeyLo(3, -7), { name: 'spawn' });
console.log(columns.get(chunkKeyHi(3, -7), chunkKeyLo(3, -7))?.name); // spawn
for (const [key, column] of columns) console.log(key, column.name); // -30064771069n spawn

// A million visited blocks.
const visited = new LongSet({ capacity: 1_000_000 });
for (let i = 0; i < 1_000_000; i++) {
  const x = i % 100;
  const y = Math.floor(i / 10_000) - 64;
  const z = Math.floor(i / 100) % 100;
  visited.add(blockKeyHi(x, y, z), blockKeyLo(x, y, z));
}
console.log(visited.has(blockKeyHi(99, -64, 99), blockKeyLo(99, -64, 99))); // true
console.log((visited.bytes() / visited.size).toFixed(1)); // 11.0
const [first] = visited;
console.log(first !== undefined && blockPositionOf(first).x < 100); // true

// Changing a table while it is walked is safe.
visited.forEach((hi, lo) => {
  if ((lo & 1) === 1) visited.delete(hi, lo); // odd y
});
console.log(visited.size); // 500000
visited.dispose(); // gives the memory back now; later uses throw
