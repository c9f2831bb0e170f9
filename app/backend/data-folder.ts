import { constants, existsSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The folder of SITEPACK_DATA cannot be used. */
export class DataFolderUnusable extends Error {
  override readonly name = 'DataFolderUnusable';
  readonly code = 'data_folder_unusable';
  constructor(data: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`the data folder ${data} cannot be used; set SITEPACK_DATA to one that can be written to: ${why}`, {
      cause,
    });
  }
}

/** Makes the folder that all local files lie in, if it is not there. @throws {DataFolderUnusable} */
export async function makeDataFolder(data: string): Promise<void> {
  try {
    await makeFolder(resolve(data));
    await access(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataFolderUnusable(data, error);
  }
}

/** Makes a folder, and those above it that are missing. `recursive` of Node never ends where none can be made, as in `/proc`. */
async function makeFolder(path: string): Promise<void> {
  const above = dirname(path);
  if (existsSync(path) || above === path) return;
  await makeFolder(above);
  try {
    await mkdir(path);
  } catch (error) {
    // Another process has made it meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
