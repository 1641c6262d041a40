import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** An absolute path from one below the root. */
export const fromRoot = (...parts) => path.join(root, ...parts);

/** @returns the parsed content of a JSON file; a broken file is named in the error. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error.message}`, { cause: error });
  }
}

/**
 * All npm workspaces, in the order of the root's `workspaces`.
 * @returns {{ name: string, directory: string, manifest: object }[]}
 */
export function workspaces() {
  const directories = readJson(fromRoot('package.json')).workspaces.flatMap((pattern) =>
    pattern.endsWith('/*')
      ? readdirSync(fromRoot(pattern.slice(0, -2))).map((folder) => pattern.slice(0, -1) + folder)
      : [pattern],
  );
  return directories
    .map((folder) => fromRoot(folder))
    .filter((directory) => existsSync(path.join(directory, 'package.json')))
    .map((directory) => {
      const manifest = readJson(path.join(directory, 'package.json'));
      return { name: manifest.name, directory, manifest };
    });
}

/**
 * The packages that are published, lowest layer first.
 * @returns {{ name: string, folder: string, directory: string, layer: number, manifest: object }[]}
 */
export function publicPackages() {
  return workspaces()
    .filter(({ manifest }) => !manifest.private)
    .map(({ name, directory, manifest }) => {
      const layer = Number(manifest.nx.tags.find((tag) => tag.startsWith('layer:')).slice(6));
      return { name, folder: path.basename(directory), directory, layer, manifest };
    })
    .sort((a, b) => a.layer - b.layer || (a.folder < b.folder ? -1 : 1));
}

/**
 * What can be imported of a package: `@sandy/memory`, `@sandy/memory/minecraft`.
 * @returns {{ specifier: string, subpath: string, types: string, file: string }[]} `subpath` is
 * empty for the
 *   root; `types` and `file` are absolute.
 */
export function entriesOf({ name, directory, manifest }) {
  return Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([key, target]) => ({
      specifier: key === '.' ? name : `${name}/${key.slice(2)}`,
      subpath: key === '.' ? '' : key.slice(2),
      types: path.join(directory, target.types),
      file: path.join(directory, target.default),
    }));
}
