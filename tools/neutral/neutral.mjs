#!/usr/bin/env node
/**
 * `npm run neutral`: bundles what layers 0–3 export for no platform at all and runs it in QuickJS,
 * which stands for Bedrock's script engine: no WebAssembly, Atomics, performance, console,
 * TextDecoder, structuredClone or timers. Everything is imported, and `smoke/<entry>.mjs` uses the
 * main classes.
 */
import { existsSync } from 'node:fs';
import { build } from 'esbuild';
import { entriesOf, fromRoot, publicPackages } from '../lib/paths.mjs';
import { runInQuickJs } from './quickjs.mjs';

const wanted = process.argv[2];
const entries = publicPackages()
  .filter(({ layer }) => layer <= 3)
  .flatMap((entry) => entriesOf(entry).map((more) => ({ ...more, folder: entry.folder })))
  // Parts for one runtime live under these subpaths.
  .filter(({ subpath }) => !/^(node|browser)(\/|$)/.test(subpath))
  .filter(({ specifier }) => wanted === undefined || specifier.includes(wanted));
let failures = 0;

for (const entry of entries) {
  try {
    const { exportCount, byteLength } = await tryEntry(entry);
    console.log(`✔ ${entry.specifier}: ${exportCount} exports, bundle of ${byteLength} bytes`);
  } catch (error) {
    failures++;
    console.error(`✖ ${entry.specifier}: ${error.message}`);
  }
}
console.log(`Neutral: ${entries.length - failures} of ${entries.length} entries run in QuickJS.`);
process.exitCode = failures === 0 && entries.length > 0 ? 0 : 1;

async function tryEntry({ specifier, folder, subpath }) {
  const stem = [folder, ...(subpath === '' ? [] : [subpath.replaceAll('/', '-')])].join('-');
  const smokeFile = fromRoot('tools/neutral/smoke', `${stem}.mjs`);
  if (!existsSync(smokeFile))
    throw new Error(`expected tools/neutral/smoke/${stem}.mjs, got no file`);
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import * as entry from ${JSON.stringify(specifier)};
        import { smoke } from ${JSON.stringify(smokeFile)};
        export const exportNames = Object.keys(entry);
        export const result = smoke(entry);`,
      resolveDir: fromRoot('tools'),
    },
    bundle: true,
    platform: 'neutral',
    format: 'iife',
    globalName: 'bundle',
    target: 'es2022',
    write: false,
    logLevel: 'silent', // a failure is thrown with its messages
    absWorkingDir: fromRoot(),
    nodePaths: [fromRoot('node_modules')],
  });
  const [{ text, contents }] = outputFiles;
  const exportNames = await runInQuickJs(text, stem);
  return { exportCount: exportNames.length, byteLength: contents.byteLength };
}
