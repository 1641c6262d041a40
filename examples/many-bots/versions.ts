import { createRequire } from 'node:module';
import { JobError } from './errors.js';

const require = createRequire(import.meta.url);

interface VersionList {
  readonly testedVersions: readonly string[];
}

interface VersionEntry {
  readonly minecraftVersion: string;
  readonly dataVersion?: number;
}

/** Versions that both the server and the bots are tested with by their authors. */
export function supportedVersions(): string[] {
  const server = (require('flying-squid/src/lib/version') as VersionList).testedVersions;
  const bots = (require('mineflayer/lib/version') as VersionList).testedVersions;
  return server.filter((version) => bots.includes(version));
}

/** @throws {JobError} if server and bots do not both speak `version`. */
export function assertVersion(version: string): void {
  const supported = supportedVersions();
  if (supported.includes(version)) return;
  throw new JobError(
    `--version: ${JSON.stringify(version)} is not one that flying-squid and mineflayer both speak (${supported.join(', ')})`,
  );
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
