import { type Dir, opendirSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '#adapters/shared/error-code.ts';
import type { ListPage, ObjectInfo } from '#ports/object-store.ts';
import { entryText, folderOf } from './object-path.ts';

interface Entry {
  readonly name: string;
  readonly is_folder: boolean;
  /** The key, or what all keys in the folder begin with. */
  readonly key: string;
}

interface Range {
  readonly prefix: string;
  /** Keys after this one; '' is before all. */
  readonly after: string;
  /** Entries of one folder that are held at a time. */
  readonly hold: number;
}

/** Sorts after every character that a key can have. */
const BEHIND_ALL = '\u{ffff}';

/**
 * One page of a listing. Folders are walked in key order and only where the range can be; of a folder, however many
 * files it has, no more entries than the page is long are held at a time. Keys are ASCII: JavaScript's order is theirs.
 */
export function listObjects(root: string, prefix: string, after: string, limit: number): ListPage {
  const segments = prefix.split('/').slice(0, -1);
  const objects: ObjectInfo[] = [];
  if (segments.includes('')) return { objects };
  const { folder, base } = folderOf(root, segments);
  for (const { file, key } of walk(folder, base, { prefix, after, hold: limit + 1 })) {
    const stats = unlessMissing(() => statSync(file));
    if (stats === undefined) continue;
    const last = objects.at(-1);
    if (objects.length === limit && last !== undefined) return { objects, next: last.key };
    objects.push(toInfo(key, stats));
  }
  return { objects };
}

export function toInfo(key: string, stats: Stats): ObjectInfo {
  return { key, bytes: stats.size, modified_ms: Math.floor(stats.mtimeMs) };
}

/** The result, or `undefined` when a file or folder is not there. */
export function unlessMissing<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function* walk(folder: string, base: string, range: Range): Generator<{ file: string; key: string }> {
  let after = range.after;
  for (;;) {
    const { entries, more } = firstEntries(folder, base, { ...range, after });
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (entry.is_folder) yield* walk(file, entry.key, { ...range, after });
      else yield { file, key: entry.key };
    }
    const last = entries.at(-1);
    if (!more || last === undefined) return;
    after = last.is_folder ? last.key + BEHIND_ALL : last.key;
  }
}

/** The first entries of a folder that can hold keys of the range, in key order. */
function firstEntries(folder: string, base: string, range: Range): { entries: Entry[]; more: boolean } {
  let entries: Entry[] = [];
  let more = false;
  const keepFirst = (): void => {
    entries.sort((a, b) => (a.key < b.key ? -1 : 1));
    more ||= entries.length > range.hold;
    entries = entries.slice(0, range.hold);
  };
  const dir = unlessMissing(() => opendirSync(folder, { bufferSize: 512 }));
  if (dir === undefined) return { entries, more };
  for (const entry of entriesOf(dir, base)) {
    if (!isInRange(entry, range)) continue;
    entries.push(entry);
    if (entries.length >= range.hold * 4) keepFirst();
  }
  keepFirst();
  return { entries, more };
}

function* entriesOf(dir: Dir, base: string): Generator<Entry> {
  try {
    for (let found = dir.readSync(); found !== null; found = dir.readSync()) {
      const is_folder = found.isDirectory();
      const text = entryText(found.name, is_folder);
      if (text !== undefined) yield { name: found.name, is_folder, key: base + text };
    }
  } finally {
    dir.closeSync();
  }
}

function isInRange({ is_folder, key }: Entry, { prefix, after }: Range): boolean {
  if (!is_folder) return key.startsWith(prefix) && key > after;
  return (key.startsWith(prefix) || prefix.startsWith(key)) && (key > after || after.startsWith(key));
}
