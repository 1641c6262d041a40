import { Heap } from '@sandy/allocator';
import { BlockDataPool, ContentPool, SharedResourceRegistry } from '../src/index.js';

const heap = Heap.create();

// One copy of what many hold: two bots load the same chunk section.
const pool = new ContentPool(heap.createRegion('shared content'));
const miner = pool.createHolder('miner');
const guard = pool.createHolder('guard');
const section = new Int32Array(1024).fill(0x11111111);
const id = pool.intern(miner, section, section.length);
console.log(pool.intern(guard, section, section.length) === id); // true
console.log(pool.stats().uniqueBytes, pool.stats().heldBytes); // 4096 8192
console.log(pool.shareOf(miner) === pool.shareOf(guard)); // true

// A node keeps its children: a column becomes one reference.
const column = pool.internNode(miner, Int32Array.of(id, id, 0, -7), 4);
pool.release(miner, id);
console.log(pool.weightOf(column)); // 8208
console.log(pool.wordsOf(id)[pool.wordOffsetOf(id)] === 0x11111111); // true

// Records side by side in a region, each used through a small object.
const blocks = BlockDataPool.create(heap.createRegion('blocks'));
{
  using block = blocks.allocate();
  block.y = -64;
  block.stateId = 85;
  console.log(block.y, block.stateId, blocks.liveCount); // -64 85 1
}
console.log(blocks.liveCount); // 0

// A resource that is loaded when somebody needs it, once, and leaves with its last lease.
const resources = new SharedResourceRegistry(heap.createRegion('resources'));
const [client, server] = [resources.createHolder('client'), resources.createHolder('server')];
resources.register('textures.common', async () => new Uint8Array(100_000));
const [first, second] = await Promise.all([
  resources.acquire<Uint8Array>(client, 'textures.common'),
  resources.acquire<Uint8Array>(server, 'textures.common'),
]);
console.log(first.value.length, first.value.buffer === second.value.buffer); // 100000 true

client.dispose(); // gives back all it held
console.log(first.released, second.released); // true false
miner.dispose();
guard.dispose();
console.log(pool.stats().contentCount); // 0
