#!/usr/bin/env node
/**
 * `npm run pack`: the packages as tarballs in `out/packages`, for who wants them before they are
 * published.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { packAll } from '../lib/pack.mjs';
import { fromRoot } from '../lib/paths.mjs';

const directory = fromRoot('out/packages');
rmSync(directory, { recursive: true, force: true }); // an older version's tarball would be installed as well
mkdirSync(directory, { recursive: true });
for (const { name, manifest } of await packAll(directory)) {
  console.log(`✔ ${name} ${manifest.version}`);
}
console.log(`Install them in your project:\n  npm install ${directory}/*.tgz`);
