import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { baselineOf, changesetsNaming, surfaceComplaint } from './api-baseline.mjs';
import { contentComplaints, rangeComplaints } from './contents.mjs';

describe('the surface of a package', () => {
  const reports = (text) => [{ name: 'a.api.md', text }];
  const known = baselineOf('0.1.0', reports('class A'));
  const changed = baselineOf('0.1.0', reports('class A; class B'));

  it('may stay as it is', () => {
    expect(
      surfaceComplaint('@sandy/a', known, baselineOf('0.1.0', reports('class A')), new Set()),
    ).toEqual([]);
  });

  it('may change only with a changeset that names the package', () => {
    expect(surfaceComplaint('@sandy/a', known, changed, new Set(['@sandy/b']))).toEqual([
      expect.stringMatching(/@sandy\/a: its surface is not that of 0\.1\.0/),
    ]);
    expect(surfaceComplaint('@sandy/a', known, changed, new Set(['@sandy/a']))).toEqual([]);
  });

  it('needs a baseline of its very version', () => {
    expect(surfaceComplaint('@sandy/a', undefined, known, new Set())).toHaveLength(1);
    const raised = baselineOf('0.2.0', reports('class A'));
    expect(surfaceComplaint('@sandy/a', known, raised, new Set(['@sandy/a']))).toHaveLength(1);
  });
});

describe('changesetsNaming', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'sandy-changesets-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('reads the names in the headers, not in the text', () => {
    writeFileSync(
      path.join(directory, 'brave-cats.md'),
      '---\n"@sandy/a": minor\n\'@sandy/b\': patch\n---\n\n"@sandy/c": stays\n',
    );
    writeFileSync(path.join(directory, 'README.md'), '---\n"@sandy/d": minor\n---\n');
    expect([...changesetsNaming(directory)]).toEqual(['@sandy/a', '@sandy/b']);
    expect(changesetsNaming(path.join(directory, 'absent')).size).toBe(0);
  });
});

describe('contents', () => {
  const files = ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'];

  it('are complete and nothing else', () => {
    expect(contentComplaints({ files, manifest: {} })).toEqual([]);
    const withGuests = [...files, 'assemblyscript/runtime.ts', 'assemblyscript/asconfig.json'];
    expect(contentComplaints({ files: withGuests, manifest: {} })).toEqual([]);
    expect(contentComplaints({ files: files.slice(1), manifest: {} })).toEqual([
      'LICENSE is not in the tarball',
    ]);
    expect(
      contentComplaints({ files: [...files, 'src/index.ts', 'dist/a.tsbuildinfo'], manifest: {} }),
    ).toHaveLength(2);
  });
});

describe('ranges', () => {
  const names = new Set(['@sandy/a']);
  it('are exact in the umbrella and ^ elsewhere', () => {
    const complaints = (name, range) =>
      rangeComplaints({ name, dependencies: { '@sandy/a': range, other: '*' } }, names);
    expect(complaints('@sandy/b', '^0.1.0')).toEqual([]);
    expect(complaints('@sandy/memory', '0.1.0')).toEqual([]);
    expect(complaints('@sandy/b', '0.1.0')).toHaveLength(1);
    expect(complaints('@sandy/memory', '^0.1.0')).toHaveLength(1);
  });
});
