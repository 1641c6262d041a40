/**
 * A project of a user: installs one package from our registry and uses it in every way there is.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { entriesOf, fromRoot, publicPackages } from '../lib/paths.mjs';
import { runChild } from '../lib/process.mjs';

/**
 * @param {string} directory where the project is made
 * @param {{ name: string, folder: string, manifest: object, directory: string }} entry the package
 * @param {string} registryUrl
 * @returns {Promise<string>} what was shown, in words
 * @throws {Error} with the output of the step that failed.
 */
export async function tryPackage(directory, entry, registryUrl) {
  mkdirSync(directory, { recursive: true });
  write(
    directory,
    'package.json',
    JSON.stringify({ name: 'scratch', private: true, type: 'module' }),
  );
  // Only our scope: what others publish comes from wherever the user gets it.
  write(directory, '.npmrc', `@sandy:registry=${registryUrl}\naudit=false\nfund=false\n`);
  const version = `${entry.name}@${entry.manifest.version}`;
  await succeed('npm', ['install', version, '--prefer-offline'], directory);
  const installed = readdirSync(path.join(directory, 'node_modules/@sandy')).sort();
  const needed = closureOf(entry.name);
  if (installed.join() !== needed.join()) {
    throw new Error(`installing it brought ${installed.join(', ')}; expected ${needed.join(', ')}`);
  }
  const specifiers = entriesOf(entry).map(({ specifier }) => specifier);
  const imported = exportsBy('import.mjs', importScript, specifiers, directory);
  const required = exportsBy('require.cjs', requireScript, specifiers, directory);
  for (const specifier of specifiers) {
    const [names, others] = [imported[specifier], required[specifier]];
    if (names.length === 0) throw new Error(`${specifier} exports nothing`);
    // A module that exports `module.exports` is that value under require: names do not compare.
    if (names.includes('module.exports')) continue;
    if (names.join() !== others.join()) {
      throw new Error(`${specifier}: import gives ${names}, require gives ${others}`);
    }
  }
  await typeCheck(directory, entry, specifiers);
  return `${specifiers.length} ${specifiers.length === 1 ? 'entry' : 'entries'} imported, required, type-checked`;
}

/** Folders below `node_modules/@sandy` that the package needs. */
function closureOf(name) {
  const byName = new Map(publicPackages().map((entry) => [entry.name, entry]));
  const found = new Set();
  const visit = (current) => {
    if (!byName.has(current) || found.has(current)) return;
    found.add(current);
    Object.keys(byName.get(current).manifest.dependencies ?? {}).forEach(visit);
  };
  visit(name);
  return [...found].map((each) => each.slice('@sandy/'.length)).sort();
}

const importScript = `const names = {};
for (const specifier of process.argv.slice(2)) {
  names[specifier] = Object.keys(await import(specifier)).sort();
}
console.log(JSON.stringify(names));`;

const requireScript = `const names = {};
for (const specifier of process.argv.slice(2)) {
  names[specifier] = Object.keys(require(specifier)).filter((name) => name !== '__esModule').sort();
}
console.log(JSON.stringify(names));`;

/**
 * @returns {Record<string, string[]>} names of the exports by specifier.
 * @throws {Error} if the script fails or warns: users would see a warning at each start.
 */
function exportsBy(file, script, specifiers, directory) {
  write(directory, file, script);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...specifiers], {
    cwd: directory,
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(`${file} ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

async function typeCheck(directory, entry, specifiers) {
  const own = fromRoot('tools/release/consumers', `${entry.folder}.ts`);
  const generated = specifiers
    .map(
      (specifier, index) =>
        `import * as entry${index} from '${specifier}';\nexport { entry${index} };`,
    )
    .join('\n');
  write(directory, 'entries.ts', `${generated}\n`);
  write(directory, 'consumer.ts', existsSync(own) ? readFileSync(own, 'utf8') : 'export {};\n');
  const needsNode = entry.folder === 'prismarine';
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022', 'ESNext.Disposable'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    // Third-party declarations have errors of their own; ours must have none.
    skipLibCheck: needsNode,
    noEmit: true,
    typeRoots: [fromRoot('node_modules/@types')],
    types: needsNode ? ['node'] : [],
  };
  const files = ['entries.ts', 'consumer.ts'];
  write(directory, 'tsconfig.json', JSON.stringify({ compilerOptions, files }));
  const tsc = fromRoot('node_modules/typescript/bin/tsc');
  await succeed(process.execPath, [tsc, '-p', '.'], directory);
}

/**
 * Runs a step of a project.
 * @returns {Promise<string>} what it printed.
 * @throws {Error} with that, if it fails.
 */
export async function succeed(command, args, directory) {
  let output = '';
  const onOutput = (text) => (output += text);
  const exitCode = await runChild(command, args, { cwd: directory, onOutput });
  if (exitCode !== 0) {
    throw new Error(
      `${path.basename(command)} ${args.join(' ')} ended with ${exitCode}:\n${output}`,
    );
  }
  return output;
}

export function write(directory, file, text) {
  writeFileSync(path.join(directory, file), text);
}
