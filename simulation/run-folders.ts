import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();

/** A folder for the disks of one run, in the temporary directory. */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sitepack-simulation-'));
  folders.add(folder);
  return folder;
}

export function removeRunFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/** Of runs that never come to their end: the process itself ends. */
export function removeRunFolders(): void {
  for (const folder of folders) removeRunFolder(folder);
}
