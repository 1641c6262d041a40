/**
 * `Symbol.dispose` where the engine has it. Elsewhere a symbol of the same meaning from the global
 * registry, so that a class can still be declared (without it the method would be called
 * `undefined`); whoever polyfills `Symbol.dispose` must do so before this module is loaded.
 */
export const disposeSymbol: typeof Symbol.dispose =
  Symbol.dispose ?? (Symbol.for('Symbol.dispose') as typeof Symbol.dispose);
