import { accessSync, constants, statSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** What keeps folders from being made in the temporary directory, and what to do; undefined when nothing does. */
export function temporaryDirectoryTrouble(): string | undefined {
  const directory = tmpdir();
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    if (statSync(directory).isDirectory()) return undefined;
  } catch (error) {
    return `${toDo(directory)} (${error instanceof Error ? error.message : String(error)})`;
  }
  return toDo(directory);
}

function toDo(directory: string): string {
  return `the temporary directory "${directory}" is none that can be written to: set TMPDIR to one that is`;
}
