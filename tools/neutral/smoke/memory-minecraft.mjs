import { smoke as minecraft } from './minecraft.mjs';

/** The umbrella's subpath is the package itself. */
export const smoke = minecraft;
