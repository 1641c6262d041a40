/**
 * What must be undone whatever happens: an error, Ctrl-C, a signal from outside.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { exitWhenInterrupted, hasRunningChild } from './process.mjs';

/** @type {Set<() => void>} synchronous: nothing else runs while a process exits */
const pending = new Set();
let isListening = false;

/**
 * Runs `undo` when the process ends, unless the returned function has run it before.
 * @param {() => void} undo synchronous
 * @returns {() => void} undoes now
 */
export function undoAtExit(undo) {
  listen();
  pending.add(undo);
  return () => {
    if (pending.delete(undo)) undo();
  };
}

/** An empty directory that is gone when the process ends. */
export function temporaryDirectory(name) {
  const directory = mkdtempSync(path.join(tmpdir(), `sandy-${name}-`));
  undoAtExit(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function listen() {
  if (isListening) return;
  isListening = true;
  exitWhenInterrupted(); // with a child running, `runChild` waits for it first
  process.on('exit', () => {
    for (const undo of [...pending].reverse()) undo(); // newest first: a server before its directory
    pending.clear();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (!hasRunningChild()) process.exit(128 + constants.signals[signal]);
    });
  }
}
