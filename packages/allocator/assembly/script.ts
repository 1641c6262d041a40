/** What the script build exports: scripts fill and copy by methods of typed arrays. */
export { find, mismatch, packNibbles, unpackNibbles } from './bytes';
export { isUniform, pack, unpack } from './entries';
export { hash, hashHigh } from './hash';
