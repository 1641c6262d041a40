/**
 * Is what lies in node_modules what the lock file asks for?
 *
 * npm writes `node_modules/.package-lock.json` when it installs; comparing it with
 * `package-lock.json` takes milliseconds, where `npm ci` takes half a minute.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ExpectedError } from '../lib/expected-error.mjs';
import { readJson, root } from '../lib/paths.mjs';
import { runChild, wasInterrupted } from '../lib/process.mjs';

/**
 * Written after an installation: the hash of the lock file it came from. `npm ci` removes it with
 * the rest.
 */
const receiptName = 'node_modules/.sandy-installed';

/**
 * Installs if something is missing or different. npm is silent without a terminal: we are not.
 * @returns {Promise<number>} the exit code of `npm ci`, 0 if there was nothing to do.
 * @throws {ExpectedError} if the lock file is absent.
 */
export async function ensureInstalled(directory = root, { signOfLifeMs = 10_000 } = {}) {
  const lockFile = path.join(directory, 'package-lock.json');
  if (!existsSync(lockFile)) {
    throw new ExpectedError(
      `${lockFile}: expected the lock file, got nothing: is the checkout whole?`,
    );
  }
  const reason = whyInstall(directory);
  if (reason === undefined) return 0;
  console.log(
    `Installing dependencies with npm ci (${reason}): most of a gigabyte, which may take minutes …`,
  );
  const started = performance.now();
  const signOfLife = setInterval(() => {
    console.log(`  … still installing, ${Math.round((performance.now() - started) / 1000)} s`);
  }, signOfLifeMs);
  // Npm's warnings are about packages that we neither wrote nor can mend; its errors are shown.
  const quietly = ['--no-audit', '--no-fund', '--progress', '--loglevel=error'];
  const exitCode = await runChild('npm', ['ci', ...quietly], {
    cwd: directory,
    // A checkout is built with its development tools, whatever the caller's environment is for.
    env: { NODE_ENV: 'development', npm_config_omit: '' },
  }).finally(() => clearInterval(signOfLife));
  if (exitCode === 0) writeFileSync(path.join(directory, receiptName), hashOf(lockFile));
  else if (wasInterrupted())
    console.error('Interrupted while installing: the next run starts anew.');
  else console.error(`npm ci failed with exit code ${exitCode}: its message is above.`);
  return exitCode;
}

/** @returns {string | undefined} why an installation is needed, in words. */
export function whyInstall(directory) {
  const lockFile = path.join(directory, 'package-lock.json');
  const hiddenFile = path.join(directory, 'node_modules/.package-lock.json');
  if (!existsSync(hiddenFile)) return 'nothing is installed yet';
  const receiptFile = path.join(directory, receiptName);
  const installedFromThis =
    existsSync(receiptFile) && readFileSync(receiptFile, 'utf8') === hashOf(lockFile);
  const wanted = readJson(lockFile).packages;
  const installed = readJson(hiddenFile).packages;
  const difference = firstDifference(wanted, installed, {
    ...currentPlatform(),
    // Npm goes on when an optional package cannot be installed: asking again would not bring it.
    toleratesOptional: installedFromThis,
    exists: (location) => existsSync(path.join(directory, location)),
  });
  return difference;
}

/**
 * @param {Record<string, object>} wanted `packages` of package-lock.json
 * @param {Record<string, object>} installed `packages` of node_modules/.package-lock.json
 * @param {{ os: string, cpu: string, libc: () => string | undefined, toleratesOptional: boolean,
 *   exists: (location: string) => boolean }} platform
 * @returns {string | undefined} the first difference, in words.
 */
export function firstDifference(wanted, installed, platform) {
  const foreign = []; // locations left out because they are for another platform
  for (const [location, entry] of Object.entries(wanted)) {
    if (location === '') continue; // the workspace itself: npm does not list it as installed
    const present = installed[location];
    if (present === undefined) {
      if (entry.optional && (platform.toleratesOptional || isForeign(entry, platform))) {
        foreign.push(`${location}/`);
        continue;
      }
      // What only a foreign package needs is left out with it.
      if (entry.optional && foreign.some((prefix) => location.startsWith(prefix))) continue;
      return `${location} is missing`;
    }
    if (entry.version !== present.version) {
      return `${location} is ${present.version}, the lock file asks for ${entry.version}`;
    }
    if (entry.integrity !== present.integrity) {
      return `${location} has another integrity than the lock file asks for`;
    }
    if (!platform.exists(location)) return `${location} was removed`;
  }
  return undefined;
}

function isForeign(entry, { os, cpu, libc }) {
  return (
    !allows(entry.os, os) ||
    !allows(entry.cpu, cpu) ||
    (entry.libc !== undefined && !allows(entry.libc, libc()))
  );
}

/**
 * npm's rule for `os`, `cpu` and `libc`: `["!win32"]` excludes, anything else is a list of what is
 * meant.
 */
function allows(list, value) {
  if (list === undefined) return true;
  const names = [list].flat();
  if (names.includes(`!${value}`)) return false;
  return names.includes(value) || names.every((name) => name.startsWith('!'));
}

function currentPlatform() {
  return {
    os: process.platform,
    cpu: process.arch,
    libc: () => {
      if (process.platform !== 'linux') return undefined;
      process.report.excludeNetwork = true; // else it resolves host names
      return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
    },
  };
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
