import { InvalidNameError } from '../errors.js';

const MAXIMUM_LENGTH = 128;

/**
 * `namespace:` of two characters or more (so no drive letter), then segments separated by single
 * slashes. Each begins with a letter or digit, so none is `.`, `..` or hidden. ASCII only, so that
 * two names that look the same are the same; and none that hurts as a key of an object. Each
 * character can match in one way only: matching takes linear time.
 */
const GRAMMAR = /^(?!(constructor|prototype)$)([^\W_][\w.-]+:)?[^\W_][\w.@-]*(\/[^\W_][\w.@-]*)*$/;

/**
 * Passes names such as `textures.common`, `minecraft:block/stone.png` and `atlas@2`: at most 128
 * characters of letters, digits and `. _ @ -`, in segments separated by `/`, with a namespace
 * before `:` if need be. Everything else is refused, above all what could leave a directory if a
 * name became a path.
 *
 * @throws {InvalidNameError} for any other value
 */
export function assertResourceName(name: unknown): asserts name is string {
  if (typeof name === 'string' && name.length <= MAXIMUM_LENGTH && GRAMMAR.test(name)) return;
  throw new InvalidNameError(
    `resource name: expected 1 to 128 characters such as minecraft:block/stone.png, got ${describe(name)}`,
  );
}

/** A short form of any value in printable ASCII; as the tracker shows names that it refuses. */
function describe(value: unknown): string {
  if (typeof value === 'string') {
    const shown = JSON.stringify(value.slice(0, 40)).replace(/[^ -~]/g, '?');
    return `${shown} (${value.length} characters)`;
  }
  return Object(value) === value ? typeof value : String(value);
}
