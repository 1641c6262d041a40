import type { KernelBuild } from './build.js';
import { createKernelsOf } from './kernels.js';
import type { KernelOptions, Kernels } from './kernels.js';
import { scriptKernels } from './script-build.js';
import { scalarKernels, simdKernels } from './wasm-builds.js';

/**
 * The kernels in the fastest form that this runtime runs. Carries all three;
 * {@link createKernelsOf} one.
 * @throws {InvalidArgumentError} as `createKernelsOf`
 */
export function createKernels(options: KernelOptions = {}): Kernels {
  return createKernelsOf(fastestBuild(), options);
}

function fastestBuild(): KernelBuild {
  for (const build of [simdKernels, scalarKernels]) {
    if (!build.isAvailable()) continue;
    try {
      build.openScratch(0);
      return build;
    } catch {
      // A page's policy may forbid to compile what it says is valid.
    }
  }
  return scriptKernels;
}
