import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `code class package` of every error class in the sources. */
function errorsInSources(): string[] {
  return readdirSync(path.join(root, 'packages')).flatMap((folder) => {
    const source = path.join(root, 'packages', folder, 'src');
    return readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const text = readFileSync(path.join(source, file), 'utf8');
        const classes = text.matchAll(/class (\w+) extends[^{]*\{[^}]*?code = '(ERR_SANDY_\w+)'/g);
        return [...classes].map(([, name, code]) => `${code} ${name} ${folder}`);
      });
  });
}

function errorsInDocs(): string[] {
  const text = readFileSync(path.join(root, 'docs/errors.md'), 'utf8');
  const rows = text.matchAll(/^\| `(ERR_SANDY_\w+)`\s*\| `(\w+)`\s*\| ([^|]+?)\s*\|/gm);
  return [...rows].flatMap(([, code, name, packages]) =>
    packages!.split(', ').map((folder) => `${code} ${name} ${folder}`),
  );
}

it('docs/errors.md lists every error class with its code and package, and no other', () => {
  expect(errorsInSources().length).toBeGreaterThan(20);
  expect(errorsInDocs().sort()).toEqual(errorsInSources().sort());
});
