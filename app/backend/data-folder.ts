import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';

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
    await mkdir(data, { recursive: true });
    await access(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataFolderUnusable(data, error);
  }
}
