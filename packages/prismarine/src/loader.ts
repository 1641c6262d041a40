import { InvalidArgumentError, type MemoryManager } from '@sandy/memory';
import { assertManager, assertModOption } from './checks.js';
import { chooseManager, chosenManager } from './chosen-manager.js';
import type { SharedChunkClass } from './chunk-class.js';
import { ChunkHome } from './chunk-home.js';
import { createChunkClass } from './chunk-source.js';
import type { Registry, StockColumnClass } from './prismarine-types.js';
import { isSupported, stockLoader } from './stock.js';

export interface UseManagerOptions {
  /**
   * Name of the mod that pays for chunks made through the loader.
   *
   * @defaultValue 'host', which is always there
   */
  readonly mod?: string;
}

/**
 * Says which manager holds the chunks that are made through the loader
 * (`require('prismarine-chunk')` where this package stands in its place). Classes that were made
 * before keep theirs.
 *
 * It holds for all copies of the package in the process. Where the manager that was chosen first
 * came from a copy of a version that does not fit this one, this function and all that use the
 * manager refuse.
 *
 * @throws {InvalidArgumentError} if `manager` is none, for options that there are none of, or if
 * copies of the package do not fit; {InvalidNameError} if `mod` can be no mod's name (malformed,
 * reserved)
 */
export function useManager(manager: MemoryManager, options: UseManagerOptions = {}): void {
  assertManager(manager);
  assertModOption(options, manager);
  chooseManager(manager, options.mod);
}

/**
 * The manager behind the loader: the one given to `useManager`, else one of its own.
 *
 * @throws {InvalidArgumentError} if copies of the package do not fit
 */
export function defaultManager(): MemoryManager {
  return chosenManager().manager;
}

/**
 * prismarine-chunk's loader: the column class for a version or registry. From Java 1.18 on its
 * columns lie in the shared store; for other versions it is prismarine-chunk's own class,
 * untouched.
 *
 * A column made this way gives its content back when it was collected, or when its mod is unloaded.
 *
 * @throws {InvalidArgumentError} for what is neither, or if copies of the package do not fit;
 * what prismarine-chunk throws for versions it does not know
 */
export function loader(registryOrVersion: string | Registry): SharedChunkClass | StockColumnClass {
  // Bedrock's classes have other constructors; only a class of ours is asked for its registry.
  const isName = typeof registryOrVersion === 'string';
  const registry = registryOrVersion as { readonly version?: Partial<Registry['version']> | null };
  if (!isName && typeof registry?.version?.['>='] !== 'function') {
    throw new InvalidArgumentError(
      'version',
      "one such as '1.19.4', or a registry",
      registryOrVersion,
    );
  }
  if (!isName && isSupported(registryOrVersion)) return sharedClass(registryOrVersion);
  const Stock = stockLoader(registryOrVersion);
  if (!isName || registryOrVersion.startsWith('bedrock')) return Stock;
  const { registry: own } = new Stock({});
  return isSupported(own) ? sharedClass(own) : Stock;
}

function sharedClass(registry: Registry): SharedChunkClass {
  const { manager, mod: name = 'host' } = chosenManager();
  const mod = name === 'host' ? manager.host : manager.trackModMemory(name);
  return createChunkClass(ChunkHome.of(manager, mod), registry);
}
