/** What the WebAssembly builds export. */
export { copy, fill } from './bytes';
export * from './script';
