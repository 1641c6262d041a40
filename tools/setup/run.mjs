#!/usr/bin/env node
/**
 * Entry of every npm script: checks Node's version, installs what is missing, builds, runs the
 * task. This file must parse and run on any Node that knows `import()`, so that an old one gets a
 * sentence and not a syntax error: no newer syntax, no other import before the check.
 */
const required = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < required[0] || (major === required[0] && minor < required[1])) {
  console.error(
    'This workspace needs Node ' +
      required.join('.') +
      ' or newer; this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').',
  );
  process.exitCode = 1;
} else {
  import('./main.mjs')
    .then((setup) => setup.main(process.argv.slice(2)))
    .then((exitCode) => {
      process.exitCode = exitCode;
    })
    .catch((error) => {
      console.error(error && error.expected ? error.message : error);
      process.exitCode = 1;
    });
}
