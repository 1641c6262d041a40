import { Ledger, MemoryLimitError, formatSnapshot, snapshotOf } from '../src/index.js';

const ledger = new Ledger();
const cache: Uint8Array[] = [];

const mod = ledger.createAccount('map-renderer', {
  kind: 'mod',
  softLimitBytes: 600_000,
  limitBytes: 1_000_000,
  // Called when the soft limit is crossed, and once more before the hard one would refuse.
  onSoftLimit: () => {
    for (const tile of cache.splice(0)) tiles.release(tile.byteLength);
  },
});
const tiles = mod.createAccount('tiles', { kind: 'pool' });

for (let i = 0; i < 20; i++) {
  tiles.charge(100_000); // throws before anything is taken
  cache.push(new Uint8Array(100_000));
}
console.log(tiles.liveBytes, mod.peakBytes, mod.totalBytes); // 200000 600000 2000000

try {
  mod.charge(5_000_000);
} catch (error) {
  if (!(error instanceof MemoryLimitError)) throw error;
  console.log(error.message);
}
console.log(formatSnapshot(snapshotOf(ledger.root)));
console.log(mod.close()); // releases what is left: 0, since the refused charge asked the cache to go
