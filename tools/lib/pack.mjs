import path from 'node:path';
import { publicPackages } from './paths.mjs';
import { runChild } from './process.mjs';

/**
 * Packs every public package as npm would publish it.
 * @param {string} directory where the tarballs go
 * @returns {Promise<(import('./paths.mjs').PublicPackage & { tarball: string, files: string[] })[]>}
 */
export async function packAll(directory) {
  const packed = [];
  for (const entry of publicPackages()) {
    let output = '';
    const exitCode = await runChild('npm', ['pack', '--json', '--pack-destination', directory], {
      cwd: entry.directory,
      onOutput: (text) => (output += text),
    });
    if (exitCode !== 0)
      throw new Error(`npm pack of ${entry.name} ended with ${exitCode}:\n${output}`);
    // Warnings of npm may stand around its answer.
    const answer = JSON.parse(output.slice(output.indexOf('[\n'), output.lastIndexOf(']') + 1));
    packed.push({
      ...entry,
      tarball: path.join(directory, answer[0].filename),
      files: answer[0].files.map(({ path: file }) => file),
    });
  }
  return packed;
}
