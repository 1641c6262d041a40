/** Asks api-extractor for the report of each entry of a package. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { ExpectedError } from '../lib/expected-error.mjs';
import { entriesOf } from '../lib/paths.mjs';

/**
 * @param {{ name: string, folder: string, directory: string, manifest: object }} entry
 * @param {string} scratch a directory for api-extractor's files
 * @returns {{ name: string, text: string, errors: string[] }[]} one report an entry
 * @throws {ExpectedError} if the package is not built.
 */
export function reportsOf(entry, scratch) {
  return entriesOf(entry).map(({ specifier, subpath, types }) => {
    if (!existsSync(types))
      throw new ExpectedError(`${types}: expected a built package, got no file`);
    const stem = subpath === '' ? entry.folder : `${entry.folder}-${subpath.replaceAll('/', '-')}`;
    const errors = [];
    const folder = path.join(scratch, entry.folder);
    mkdirSync(folder, { recursive: true });
    Extractor.invoke(configFor(entry, types, stem, folder), {
      localBuild: true,
      messageCallback: (message) => {
        message.handled = true; // what matters stands in the report itself
        if (message.logLevel === ExtractorLogLevel.Error)
          errors.push(`${specifier}: ${message.text}`);
      },
    });
    const name = `${stem}.api.md`;
    return { name, text: readFileSync(path.join(folder, name), 'utf8'), errors };
  });
}

function configFor(entry, types, stem, folder) {
  return ExtractorConfig.prepare({
    packageJsonFullPath: path.join(entry.directory, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: entry.directory,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: stem, // api-extractor adds `.api.md`
        reportFolder: folder,
        reportTempFolder: path.join(folder, 'temp'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            lib: ['ES2023', 'ESNext.Disposable'],
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            strict: true,
            exactOptionalPropertyTypes: true,
            skipLibCheck: true,
            types: entry.folder === 'prismarine' ? ['node'] : [],
          },
          files: [types],
        },
      },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: 'warning' },
          // Release tags (@public, @beta) are not used: what an entry exports is public.
          'ae-missing-release-tag': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}
