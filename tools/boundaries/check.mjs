#!/usr/bin/env node
/**
 * `npm run boundaries`: plants imports and asks ESLint about each, without writing a file: every
 * pair of packages, a relative import across packages, a private project, a `node:` import in a
 * neutral entry. What the architecture allows must pass; everything else must be refused, by the
 * right rule.
 */
import { ESLint } from 'eslint';
import { mayImport } from '../../eslint.config.mjs';
import { nx } from '../lib/nx.mjs';
import { root } from '../lib/paths.mjs';

const boundaries = '@nx/enforce-module-boundaries';
const folders = Object.keys(mayImport);
const planted = (folder) => `packages/${folder}/src/planted-import.ts`;

/** @type {{ file: string, specifier: string, rule: string, allowed: boolean }[]} */
const probes = [
  ...folders.flatMap((source) =>
    folders
      .filter((target) => target !== source)
      .map((target) => ({
        file: planted(source),
        specifier: `@sandy/${target}`,
        rule: boundaries,
        allowed: mayImport[source].includes(target),
      })),
  ),
  {
    file: planted('pools'),
    specifier: '../../allocator/src/index.js', // right by layer, wrong by path
    rule: boundaries,
    allowed: false,
  },
  { file: planted('memory'), specifier: '@sandy/tools', rule: boundaries, allowed: false },
  { file: planted('memory'), specifier: 'mineflayer', rule: boundaries, allowed: false },
  ...folders.map((folder) => ({
    file: planted(folder),
    specifier: 'node:fs',
    rule: 'no-restricted-imports',
    allowed: folder === 'prismarine',
  })),
  {
    file: 'packages/memory/src/node/planted-import.ts',
    specifier: 'node:fs',
    rule: 'no-restricted-imports',
    allowed: true,
  },
];

process.chdir(root);
const graph = await nx('show', 'projects'); // the rule reads the project graph that Nx leaves behind
if (graph !== 0) process.exit(graph);
const eslint = new ESLint({ cwd: root });
let wrong = 0;
for (const { file, specifier, rule, allowed } of probes) {
  const [result] = await eslint.lintText(`export * from '${specifier}';\n`, { filePath: file });
  const refused = result.messages.filter(({ ruleId }) => ruleId === rule);
  const fatal = result.messages.filter((message) => message.fatal);
  if (fatal.length === 0 && (refused.length === 0) === allowed) continue;
  wrong++;
  console.error(
    `✖ ${file} importing ${specifier}: expected ${allowed ? 'to pass' : `an error of ${rule}`}, ` +
      `got ${JSON.stringify([...fatal, ...refused].map(({ message }) => message))}`,
  );
}
console.log(
  `Boundaries: ${probes.length - wrong} of ${probes.length} planted imports judged rightly.`,
);
process.exitCode = wrong === 0 ? 0 : 1;
