#!/usr/bin/env node
/**
 * `npm run package:check`: what would be published is complete (contents, version ranges),
 * well-formed (publint), correctly typed for those who import it (attw) and small (size-limit:
 * `tools/.size-limit.json`).
 */
import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { temporaryDirectory } from '../lib/cleanup.mjs';
import { packAll } from '../lib/pack.mjs';
import { fromRoot } from '../lib/paths.mjs';
import { runNode } from '../lib/process.mjs';
import { contentComplaints, rangeComplaints } from './contents.mjs';

const complaints = [];
const packages = await packAll(temporaryDirectory('package'));
const workspaceNames = new Set(packages.map(({ name }) => name));

for (const entry of packages) {
  console.log(`Checking ${entry.name} ${entry.manifest.version} …`);
  const own = [...contentComplaints(entry), ...rangeComplaints(entry.manifest, workspaceNames)];
  const { messages, pkg } = await publint({
    pkgDir: 'package', // the root inside the tarball
    strict: true,
    pack: { tarball: arrayBufferOf(entry.tarball) },
  });
  own.push(
    ...messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`),
  );
  let attw = '';
  const exitCode = await runNode(
    fromRoot('node_modules/@arethetypeswrong/cli/dist/index.js'),
    [
      entry.tarball,
      '--profile',
      'esm-only',
      '--no-definitely-typed',
      '--format',
      'ascii',
      '--no-color',
    ],
    { onOutput: (text) => (attw += text) },
  );
  if (exitCode !== 0) own.push(`attw ended with ${exitCode}:\n${attw}`);
  complaints.push(...own.map((complaint) => `${entry.name}: ${complaint}`));
}

const size = await runNode(fromRoot('node_modules/size-limit/bin.js'), [], {
  cwd: fromRoot('tools'),
});
if (size !== 0) complaints.push('a size budget is exceeded: see above');

for (const complaint of complaints) console.error(`✖ ${complaint}`);
console.log(`Packages: ${packages.length} checked, ${complaints.length} complaints.`);
process.exitCode = complaints.length === 0 ? 0 : 1;

function arrayBufferOf(file) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return buffer.slice(byteOffset, byteOffset + byteLength);
}
