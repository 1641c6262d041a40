/** What a tarball must hold, and how packages of this workspace refer to each other. */

/** The umbrella follows every release of its parts: it names them exactly. */
const umbrella = '@sandy/memory';

const expectedFiles = [
  /^dist\/.*\.(js|d\.ts|css|html)$/,
  /^assemblyscript\/.*\.(ts|json)$/, // which its compiler reads as they are
  /^(package\.json|[A-Z]+(\.md)?)$/,
];

/** @returns {string[]} complaints about the files of a packed package. */
export function contentComplaints({ files, manifest }) {
  const complaints = [];
  for (const needed of ['package.json', 'README.md', 'LICENSE']) {
    if (!files.includes(needed)) complaints.push(`${needed} is not in the tarball`);
  }
  for (const file of files) {
    const isExpected = expectedFiles.some((pattern) => pattern.test(file));
    const isBinary = Object.values(manifest.bin ?? {}).some((target) => target.endsWith(file));
    if (!isExpected && !isBinary) complaints.push(`${file} does not belong into the tarball`);
  }
  return complaints;
}

/**
 * Between packages `^`, so that a patch of one does not release its dependents; from the umbrella
 * exact, so that it alone follows each change.
 * @returns {string[]}
 */
export function rangeComplaints({ name, dependencies = {} }, workspaceNames) {
  const expected = name === umbrella ? /^\d+\.\d+\.\d+/ : /^\^\d+\.\d+\.\d+/;
  return Object.entries(dependencies)
    .filter(([target, range]) => workspaceNames.has(target) && !expected.test(range))
    .map(([target, range]) => {
      const form = name === umbrella ? 'an exact version' : 'a ^ range';
      return `dependency ${target}: expected ${form}, got ${range}`;
    });
}
