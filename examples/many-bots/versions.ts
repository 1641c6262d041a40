import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

interface VersionEntry {
  readonly minecraftVersion: string;
  readonly dataVersion?: number;
}

/** Number that Minecraft gives to each data format: grows with every version; 0 before 1.9. */
export function dataVersionOf(version: string): number {
  return entryOf(version)?.dataVersion ?? 0;
}

/** `folders` that are named after a version, e.g. 1.19.4 or 1.16, with their data version. */
export function fixtureVersions(
  folders: readonly string[],
): { folder: string; dataVersion: number }[] {
  return folders
    .filter((folder) => entryOf(folder) !== undefined)
    .map((folder) => ({ folder, dataVersion: dataVersionOf(folder) }));
}

function entryOf(version: string): VersionEntry | undefined {
  const data = require('minecraft-data') as {
    versions: { pc: readonly VersionEntry[] };
  };
  return data.versions.pc.find((entry) => entry.minecraftVersion === version);
}
