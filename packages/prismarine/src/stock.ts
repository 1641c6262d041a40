import stockChunk from 'stock-chunk';
import type { Registry, StockColumnClass } from './prismarine-types.js';

/**
 * prismarine-chunk's own loader, reachable under another name when this package stands in its
 * place.
 */
export const stockLoader = stockChunk as unknown as ((
  registryOrVersion: string | Registry,
) => StockColumnClass) &
  Record<string, unknown>;

/** Whether columns of this version are kept in the shared store: Java Edition 1.18 and later. */
export function isSupported(registry: Registry): boolean {
  return registry.version.type === 'pc' && registry.version['>=']('1.18');
}
