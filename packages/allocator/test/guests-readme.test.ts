import { execFileSync, execSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bindGuest, GUEST_LINK_BASES, Heap, wasmEngine } from '../src/index.js';
import { wasm } from './support/guests.js';

const here = fileURLToPath(new URL('..', import.meta.url));
const modules = path.join(here, '../../node_modules');
const read = (file: string): string => readFileSync(path.join(here, file), 'utf8');

const [section] = /\n## WebAssembly guests\n.*?(?=\n## )/s.exec(read('README.md'))!;

/** Blocks of the README's section, by what their first line says that they are: `// shop.ts`. */
const blocks = [...section.matchAll(/```\w+\n(.*?)```/gs)].map(([, text]) => text!);
const commands = blocks
  .find((text) => text.startsWith('npm install'))!
  .trim()
  .split('\n');
const [, assembler] = /`(npx wasm-as [^`]*)`/.exec(section)!;

/**
 * What somebody has who installed the package: a tarball as it would be published, of what the
 * sources are now, and the compiler beside it.
 */
function install(project: string): void {
  const source = path.join(project, 'source');
  const { files } = JSON.parse(read('package.json')) as { files: string[] };
  mkdirSync(source);
  for (const name of ['package.json', 'README.md', 'LICENSE', ...files]) {
    if (existsSync(path.join(here, name)) && name !== 'dist') {
      cpSync(path.join(here, name), path.join(source, name), { recursive: true });
    }
  }
  const compiler = path.join(modules, 'typescript/bin/tsc');
  const out = ['--outDir', path.join(source, 'dist'), '--tsBuildInfoFile', `${source}.tsbuildinfo`];
  execFileSync(process.execPath, [compiler, '-p', `${here}tsconfig.lib.json`, ...out]);
  const packed = execSync('npm pack --json', { cwd: source, encoding: 'utf8', stdio: 'pipe' });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [{ filename: string }];
  const target = path.join(project, 'node_modules/@sandy/allocator');
  mkdirSync(target, { recursive: true });
  const tarball = path.join(source, filename);
  execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  mkdirSync(path.join(project, 'node_modules/.bin'));
  const programs = { asc: 'assemblyscript/bin/asc.js', 'wasm-as': 'binaryen/bin/wasm-as' };
  for (const [name, file] of Object.entries(programs)) {
    symlinkSync(path.join(modules, file), path.join(project, 'node_modules/.bin', name));
  }
  rmSync(source, { recursive: true });
}

describe("the README's guests", () => {
  let project = '';
  beforeAll(() => {
    project = mkdtempSync(path.join(tmpdir(), 'sandy-readme-'));
    install(project);
    for (const text of blocks) {
      const name = /^(?:\/\/|;;) (\w+\.\w+)/.exec(text)?.[1];
      if (name !== undefined) appendFileSync(path.join(project, name), text);
    }
  }, 240_000);
  afterAll(() => rmSync(project, { recursive: true }));

  it('are built and run by the commands that stand there, and print what it says', () => {
    expect(commands.shift()).toBe('npm install @sandy/allocator assemblyscript');
    expect(commands.length).toBe(4);
    const output = [assembler!, ...commands].map((command) =>
      execSync(command, {
        cwd: project,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, FORCE_COLOR: '0' }, // a coloured number is another text
      }),
    );
    const said = [...section.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line);
    expect(output.join('').trim().split('\n')).toEqual(said);
    expect(said.length).toBe(4);
  }, 240_000);

  it('have a stack, in which the collector finds what running functions hold', () => {
    const memory = new wasm.Memory({ initial: 1 << 16, maximum: 1 << 16 });
    const heap = Heap.create({ engine: wasmEngine({ memory }) });
    const module = readFileSync(path.join(project, 'shop.wasm'));
    const guest = bindGuest(heap.createRegion('shop'), { memory, module });
    const { exports } = new wasm.Instance(new wasm.Module(guest.module), guest.imports);
    const stack = (exports['__stack_pointer'] as unknown as { value: number }).value;
    expect(stack - guest.imports.env.__memory_base).toBeGreaterThan(16_384);
    expect(guest.imports.env.__stack_high - stack).toBeLessThan(256);
  });

  it('are compiled for the bases that linkGuest knows', () => {
    const config = JSON.parse(read('assemblyscript/asconfig.json')) as {
      targets: Record<string, { memoryBase: number }>;
    };
    const { first, second } = config.targets;
    expect([first!.memoryBase, second!.memoryBase]).toEqual(GUEST_LINK_BASES);
  });
});
