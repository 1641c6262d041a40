import path from 'node:path';
import { ExpectedError } from './expected-error.mjs';
import { root, workspaces } from './paths.mjs';

/**
 * Nx takes a name that no project has for none, and succeeds.
 * @param {string} option which option names them
 * @param {readonly string[]} given names as Nx takes them, several of them separated by commas
 * @throws {ExpectedError} if one is no project's name, its last part or its folder; patterns are
 * left to Nx.
 */
export function assertProjects(option, given) {
  const projects = workspaces();
  const known = new Set(
    projects.flatMap(({ name, directory }) => [
      name,
      name.split('/').at(-1),
      path.relative(root, directory),
    ]),
  );
  for (const name of given.flatMap((list) => list.split(/[ ,]/)).filter((each) => each !== '')) {
    if (known.has(name) || /[*!:{[?]/.test(name)) continue;
    const names = projects.map((project) => project.name).join(', ');
    throw new ExpectedError(`--${option}: expected some of ${names}; got ${name}`);
  }
}
