import { addColumnsTo } from './chunk-home.js';
import { defaultManager, loader, useManager } from './loader.js';
import { shareWorld } from './share-world.js';
import { stockLoader } from './stock.js';

/**
 * What `require('prismarine-chunk')` gives, with this package's functions beside it: an npm
 * `overrides` alias replaces the root of a package, so the root itself must be the callable loader.
 */
export const dropIn = Object.assign(
  (registryOrVersion: Parameters<typeof loader>[0]) => loader(registryOrVersion),
  {
    BlobEntry: stockLoader['BlobEntry'],
    BlobType: stockLoader['BlobType'],
    addColumnsTo,
    defaultManager,
    loader,
    shareWorld,
    useManager,
  },
);
