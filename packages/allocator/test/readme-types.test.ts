import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import ts from 'typescript';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const pathTo = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const SETTINGS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  useUnknownInCatchVariables: false, // the samples are JavaScript, where what is caught has a code
  skipLibCheck: true,
  noEmit: true,
};

/**
 * What strict TypeScript says against programs of these texts, as they stand beside the package.
 */
function errorsOf(texts: readonly string[]): string[] {
  const sources = new Map(
    texts.map((text, i) => [
      pathTo(`./readme-example-${i}.ts`),
      text.replaceAll('@sandy/allocator', '../src/index.js'),
    ]),
  );
  const host = ts.createCompilerHost(SETTINGS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const text = sources.get(name);
    return text === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, text, version);
  };
  const program = ts.createProgram([...sources.keys()], SETTINGS, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

/** Examples of the README that show what they import; the others are pieces. */
function examplesOfReadme(): string[] {
  const shown = [...read('../README.md').matchAll(/```js\n(.*?)```/gs)].map(([, text]) => text!);
  return shown.filter((text) => text.startsWith('import '));
}

/** The example in the description of a function. */
function exampleOf(path: string): string {
  const [, comment] = /@example\n(.*?) \*\//s.exec(read(path))!;
  return comment!.replace(/^ \* ?/gm, '');
}

it('examples compile in strict TypeScript', () => {
  const examples = [...examplesOfReadme(), exampleOf('../src/guests/guest.ts')];
  for (const name of ['bindGuest(', 'createKernels(', 'Heap.create()']) {
    expect(examples.some((text) => text.includes(name))).toBe(true);
  }
  expect(errorsOf(examples)).toEqual([]);
  expect(errorsOf([examples[0]!.replace('Heap.create()', 'Heap.create(1)')])).toHaveLength(1);
}, 60_000);
