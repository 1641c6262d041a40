import { InvalidArgumentError, expected } from '../errors.js';
import { optionsOf } from '../options.js';
import type { TableOptions } from '../options.js';

/**
 * How a map tells its keys apart: fastutil's `Hash.Strategy`. Both must always say the same of the
 * same keys while these are in a map. What they throw passes through, and the map is unchanged.
 */
export interface KeyStrategy<K> {
  /** An integer of 32 bits, with sign or without; equal for equal keys. */
  hashCode(key: K): number;
  /** Whether two keys are one. Not asked about a key and itself. */
  equals(a: K, b: K): boolean;
}

export interface ObjectTableOptions<K> extends TableOptions {
  readonly strategy: KeyStrategy<K>;
}

/** The strategy and the other options among the arguments of a constructor. */
export function strategyOf<K>(
  first: unknown,
  second: ObjectTableOptions<K> | undefined,
): [KeyStrategy<K>, TableOptions] {
  const isEntries =
    (first as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] !== undefined;
  const given = isEntries ? second : ((first as ObjectTableOptions<K> | null) ?? second);
  const { strategy, ...rest } = (given ?? {}) as Partial<ObjectTableOptions<K>>;
  if (typeof strategy?.hashCode !== 'function' || typeof strategy.equals !== 'function') {
    throw new InvalidArgumentError(expected('strategy', 'one with hashCode and equals', strategy));
  }
  return [strategy, optionsOf(rest, undefined)];
}
