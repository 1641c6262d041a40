import { instantiateScript } from '../generated/kernels-script.js';
import type { KernelBuild } from './build.js';

/** Plain JavaScript, made of the same source, for runtimes without WebAssembly. */
export const scriptKernels: KernelBuild = {
  name: 'script',
  isAvailable: () => true,
  openScratch: (byteLength) => {
    const buffer = new ArrayBuffer(byteLength);
    return { buffer, exports: instantiateScript(buffer) };
  },
};
