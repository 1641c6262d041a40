/** Maps from int to int of C++ (boost) and of the JVM (fastutil), each in a process beside ours. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Workload } from '../lib/suite.js';
import { medianOf, startAnswerer } from './pipes.js';

const sourceOf = (name: string): string =>
  fileURLToPath(new URL(`../../native/${name}`, import.meta.url));

const FASTUTIL = process.env['FASTUTIL_JAR'] ?? '/usr/share/java/fastutil.jar';

/** What starts a peer: a command and its first arguments. */
export type Program = readonly string[];

/**
 * boost::unordered_flat_map, built with the system's C++ compiler when it is asked for first.
 * @returns undefined, and says so once, where there is no compiler or no Boost 1.81
 */
export function findBoost(): Program | undefined {
  return found('SANDY_BOOST_INT_MAP', 'boost (needs g++ and libboost-dev 1.81)', (folder) => {
    const program = join(folder, 'int-map');
    const flags = ['-std=c++17', '-O3', '-march=native', '-o', program];
    return {
      ...run(process.env['CXX'] ?? 'g++', [...flags, sourceOf('int-map.cpp')]),
      program: [program],
    };
  });
}

/**
 * fastutil's Int2IntOpenHashMap, compiled when it is asked for first; `FASTUTIL_JAR` says where fastutil is.
 * @returns undefined, and says so once, where there is no JDK or no fastutil
 */
export function findFastutil(): Program | undefined {
  const needs = `fastutil (needs javac, java and ${FASTUTIL}, of libfastutil-java)`;
  return found('SANDY_FASTUTIL_INT_MAP', needs, (folder) => {
    const program = ['java', '-Xms1g', '-cp', `${folder}:${FASTUTIL}`, 'IntMap'];
    if (!existsSync(FASTUTIL)) return { error: 'there is no such file', program };
    return { ...run('javac', ['-cp', FASTUTIL, '-d', folder, sourceOf('IntMap.java')]), program };
  });
}

/**
 * Builds in a folder that is deleted when this process ends. The processes of single cases find the result in the
 * environment, which they inherit; '' says that there is none.
 */
function found(
  variable: string,
  needs: string,
  build: (folder: string) => { error?: string; program: Program },
): Program | undefined {
  const known = process.env[variable];
  if (known !== undefined) return known === '' ? undefined : (JSON.parse(known) as Program);
  const folder = mkdtempSync(join(tmpdir(), 'sandy-int-map-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { error, program } = build(folder);
  process.env[variable] = error === undefined ? JSON.stringify(program) : '';
  if (error === undefined) return program;
  console.error(`skipped: ${needs}: ${error}`);
  return undefined;
}

function run(command: string, args: readonly string[]): { error?: string } {
  const result = spawnSync(command, args, { encoding: 'utf8' });
  if (result.status === 0) return {};
  return {
    error: result.error?.message ?? (result.stderr.trim() || `exit code ${result.status}`),
  };
}

/**
 * Does the work in the other process for each `run`, which waits for it. `innerNsPerOp` is the time by the other
 * process's own clock.
 * @param operation `find` looks `asked` up, `insert` puts `keys` into a new map
 */
export async function inProgram(
  program: Program,
  operation: 'find' | 'insert',
  keys: Int32Array,
  asked: Int32Array,
): Promise<Workload> {
  const folder = mkdtempSync(join(tmpdir(), 'sandy-ints-'));
  const file = join(folder, 'keys');
  writeFileSync(file, Int32Array.of(keys.length, asked.length));
  writeFileSync(file, keys, { flag: 'a' });
  writeFileSync(file, asked, { flag: 'a' });
  const [command, ...args] = program as [string, ...string[]];
  const peer = await startAnswerer(command, folder, command, [...args, operation, file]);
  const operations = operation === 'find' ? asked.length : keys.length;
  const innerNsPerOp: number[] = [];
  return {
    operations,
    run: () => {
      const [sum, elapsedNs] = peer.ask(1);
      innerNsPerOp.push(elapsedNs! / operations);
      return sum!;
    },
    facts: () => ({ innerNsPerOp: Number(medianOf(innerNsPerOp).toPrecision(4)) }),
    dispose: () => {
      peer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
