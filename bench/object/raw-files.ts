import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Writes a file as the store must: aside, onto the disk, into its place, and its name onto the disk too. */
export function rawPut(file: string, body: Uint8Array, durable: boolean): void {
  const partial = `${file}.partial`;
  const fd = openSync(partial, 'w');
  try {
    writeSync(fd, body);
    if (durable) fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(partial, file);
  if (durable) syncFolder(path.dirname(file));
}

export function rawGet(file: string): Uint8Array {
  return readFileSync(file);
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
