import { createRequire } from 'node:module';

/** Loads what every bot of `version` shares: minecraft-data's tables and the chunk classes. */
export function loadRegistry(version: string): void {
  const mineflayerRequire = createRequire(createRequire(import.meta.url).resolve('mineflayer'));
  const registry = (mineflayerRequire('prismarine-registry') as (version: string) => unknown)(
    version,
  );
  for (const library of ['prismarine-chunk', 'prismarine-block', 'prismarine-world']) {
    (mineflayerRequire(library) as (registry: unknown) => unknown)(registry);
  }
}
