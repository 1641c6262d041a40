import { InvalidArgumentError, MemoryManager } from '@sandy/memory';

/**
 * Where the manager is kept that the loader uses. An npm override in prismarine-chunk's place makes
 * npm install this package twice, under both names: a variable of the module would be another one
 * in each copy.
 */
const SLOT = Symbol.for('@sandy/prismarine.manager');

/**
 * Of the form of {@link ChosenManager}; to be raised when copies of before and after do not
 * understand each other.
 */
const FORM = 1;

export interface ChosenManager {
  readonly form: number;
  readonly manager: MemoryManager;
  /** Name of the mod that pays; the host without one. */
  readonly mod: string | undefined;
}

const slots = globalThis as { [SLOT]?: ChosenManager };

/** @throws {InvalidArgumentError} if a copy of the package with another form was first */
export function chooseManager(manager: MemoryManager, mod?: string): ChosenManager {
  known();
  return (slots[SLOT] = { form: FORM, manager, mod });
}

/**
 * What was chosen in any copy of the package, else a manager of its own. @throws as
 * {@link chooseManager}
 */
export function chosenManager(): ChosenManager {
  return known() ?? chooseManager(new MemoryManager());
}

/**
 * The first copy wins: another that went on with a manager of its own would be used without
 * anybody's notice.
 */
function known(): ChosenManager | undefined {
  const chosen = slots[SLOT];
  if (chosen === undefined || chosen.form === FORM) return chosen;
  const expected = `copies of one version in a process (npm ls shows them), with managers of form ${FORM}`;
  throw new InvalidArgumentError('@sandy/prismarine', expected, chosen.form);
}
