import {
  Int2IntMap,
  Int2IntOpenHashMap,
  Int2ObjectLruMap,
  IntOpenHashSet,
  LongLinkedOpenHashSet,
} from '../src/index.js';

const heights = new Int2IntMap([
  [3, 64],
  [7, 71],
]);
for (const [x, y] of heights) if (x === 7) console.log(y); // 71
console.log(heights.get(8)); // undefined

const counts = new Int2IntOpenHashMap();
for (const state of [1, 9, 1, 1]) counts.addTo(state, 1);
console.log(counts.get(1)); // 3
counts.missingValue = 0; // fastutil's defaultReturnValue
console.log(counts.get(5), counts.merge(9, 10, Math.max)); // 0 10

// One search, no closure: where the key is, or where it would be.
const index = counts.indexOf(5);
if (index >= 0) counts.indexReplace(index, counts.indexGet(index) + 1);
else counts.indexInsert(index, 5, 1);
console.log(counts.size); // 3

const queue = new LongLinkedOpenHashSet(); // what came first is first
queue.add(0, 1);
queue.add(0, 2);
queue.add(0, 1);
console.log(queue.removeFirst(), queue.first()); // 1n 2n

const near = new IntOpenHashSet([1, 2, 3]);
console.log([...near.intersection(new IntOpenHashSet([2, 3, 4]))].sort().join()); // 2,3

const meshes = new Int2ObjectLruMap({
  maximumBytes: 100,
  sizeOf: (mesh) => mesh.length,
  onDispose: (mesh, reason, key) => console.log(key, reason, mesh.length),
});
meshes.set(1, new Uint8Array(60));
meshes.set(2, new Uint8Array(60)); // logs: 1 evict 60
