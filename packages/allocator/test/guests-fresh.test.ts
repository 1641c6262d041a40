import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GUEST_LINK_BASES, linkGuest } from '../src/index.js';

/**
 * The guests in `guests/*.wasm` are what their sources compile to.
 * `SANDY_WRITE_GUESTS=1 npm test -- guests-fresh` writes those whose compiler is there, and notes
 * in `guests.json` which it was and what it compiled. Without the same compiler that note is
 * compared alone.
 */
const folder = fileURLToPath(new URL('./guests/', import.meta.url));
const isWriting = process.env['SANDY_WRITE_GUESTS'] === '1';
const sources: Record<string, readonly string[]> = {
  assemblyscript: ['assemblyscript.as', '../../assemblyscript/runtime.ts'],
  'hand-written': ['hand-written.wat'],
  rust: ['rust.rs'],
};

interface Note {
  readonly compiler: string;
  readonly sources: string;
}

const read = (name: string): Buffer => readFileSync(path.join(folder, name));

function hashOf(names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of [...names, 'compile.mjs']) hash.update(read(name));
  return hash.digest('hex');
}

function noted(): Record<string, Note> {
  const file = path.join(folder, 'guests.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Note>) : {};
}

describe('the compiled guests', () => {
  let scratch = '';
  let compilers: Record<string, string> = {};

  beforeAll(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'sandy-guests-'));
    const script = path.join(folder, 'compile.mjs');
    const args = [script, scratch, ...GUEST_LINK_BASES.map(String)];
    compilers = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  }, 300_000);

  afterAll(() => rmSync(scratch, { recursive: true }));

  function built(name: string): Uint8Array {
    const [first, second] = GUEST_LINK_BASES.map(
      (base) => new Uint8Array(readFileSync(path.join(scratch, `${name}.${base}.wasm`))),
    );
    return name === 'hand-written' ? first! : linkGuest(first!, second!);
  }

  for (const [name, files] of Object.entries(sources)) {
    it(`${name} is what its sources compile to`, () => {
      const compiler = compilers[name];
      if (isWriting && compiler !== undefined) {
        writeFileSync(path.join(folder, `${name}.wasm`), built(name));
        const notes = { ...noted(), [name]: { compiler, sources: hashOf(files) } };
        writeFileSync(path.join(folder, 'guests.json'), `${JSON.stringify(notes, null, 2)}\n`);
      }
      expect(noted()[name]?.sources).toBe(hashOf(files));
      if (compiler !== noted()[name]?.compiler) {
        console.warn(`${name}.wasm: not built anew, for ${noted()[name]?.compiler} is not here`);
        return;
      }
      expect(Buffer.compare(built(name), read(`${name}.wasm`))).toBe(0);
    });
  }
});
