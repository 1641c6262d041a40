import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { root } from '../lib/paths.mjs';

/** What a figure was measured on: without it the figure says nothing. */
export function describeMachine() {
  const [cpu] = cpus();
  return {
    commit: git('rev-parse', 'HEAD'),
    // Figures of uncommitted code cannot be reproduced: the reader should know.
    dirty: git('status', '--porcelain', '--untracked-files=no') !== '',
    measuredAt: new Date().toISOString(),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
  };
}

function git(...args) {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown'; // an unpacked archive
  }
}
