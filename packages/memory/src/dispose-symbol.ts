/**
 * `Symbol.dispose`, or a stand-in where the engine has none, so that the classes can be declared
 * there.
 */
export const disposeSymbol: typeof Symbol.dispose =
  Symbol.dispose ?? (Symbol.for('Symbol.dispose') as typeof Symbol.dispose);
