import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type PackParts, assemblePack } from './assemble.ts';
import { assemblingOf, buildLeftovers, compactedOf } from './build-leftovers.ts';
import { sha256OfFile } from './file-hash.ts';
import { CorruptPack } from './pack-errors.ts';

export interface BuiltPack {
  /** Of the file, hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly documents: number;
}

/**
 * Builds the pack of a shard: assembled, compacted if need be, checked, synced, then moved to `out`. The same documents
 * give the same bytes, whether they came at once or as changes to an older pack. Blocks: for threads of their own.
 * @throws {OutsideShard} {@link CorruptPack} {@link ForeignPack}, and SQLite's own when the disk is full; `out` is not
 *   there then.
 */
export function buildPack(parts: PackParts): BuiltPack {
  const assembling = assemblingOf(parts.out);
  const compacted = compactedOf(parts.out);
  const leftovers = buildLeftovers(parts.out);
  remove(leftovers);
  try {
    const { documents, free_pages } = assemblePack({ ...parts, out: assembling });
    // Merging segments leaves holes; without any, a VACUUM would change nothing but the order of pages.
    if (free_pages > 0) compact(assembling, compacted);
    const finished = free_pages > 0 ? compacted : assembling;
    checkBuilt(finished);
    sync(finished);
    renameSync(finished, parts.out);
    sync(dirname(parts.out));
    return { sha256: sha256OfFile(parts.out), bytes: statSync(parts.out).size, documents };
  } finally {
    remove(leftovers);
  }
}

function compact(from: string, to: string): void {
  const db = new Database(from);
  try {
    db.pragma('synchronous = OFF');
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
}

/** Every page and index, and the structure of the terms. */
function checkBuilt(path: string): void {
  const db = new Database(path);
  try {
    const found = db.pragma('integrity_check(1)', { simple: true });
    if (found !== 'ok') throw new CorruptPack(path, String(found));
    db.exec("INSERT INTO documents_fts (documents_fts) VALUES ('integrity-check')");
  } catch (cause) {
    if (cause instanceof Database.SqliteError) throw new CorruptPack(path, cause.message, { cause });
    throw cause;
  } finally {
    db.close();
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function remove(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
}
