import { MemoryManager, reportOf } from '@sandy/memory';
import { shareWorld } from '@sandy/prismarine';
import type { ManagerFigures } from './calls.js';
import type { Mode } from './modes.js';

/** All bots of the process on one manager: each is a mod with its own account. */
export function createSharedMode(): Mode {
  const manager = new MemoryManager();
  return {
    keepsColumns: true,
    plugins: (name) => ({ sandy: shareWorld(manager, { mod: name }) }),
    figures: () => figuresOf(manager),
    trim: () => void manager.heap.trim(),
  };
}

function figuresOf(manager: MemoryManager): ManagerFigures {
  const report = reportOf(manager);
  return {
    mods: report.mods.map(({ name, currentBytes, sharedBytes }) => ({
      name,
      currentBytes,
      sharedBytes,
    })),
    savedBytes: report.savings ?? {},
    committedBytes: report.committedBytes,
    metadataBytes: report.metadataBytes,
  };
}
