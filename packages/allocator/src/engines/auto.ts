import { typedArrayEngine } from '../engine.js';
import type { Engine } from '../engine.js';
import { sharedEngine } from './shared.js';

/**
 * Shared memory where the runtime has it, else typed arrays: for programs that may have threads.
 */
export const autoEngine: Engine = {
  name: 'auto',
  isAvailable: () => true,
  open: (options) => (sharedEngine.isAvailable() ? sharedEngine : typedArrayEngine).open(options),
};
