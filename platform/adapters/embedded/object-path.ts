import path from 'node:path';

/**
 * Segments that are folders; those behind them are one file name. A new folder costs three syncs, which would be most of
 * what an object costs that has one of its own.
 */
const FOLDERS = 2;
/** Where a name is cut: with a marker it stays below the 255 bytes that file systems take. */
const CHUNK = 240;
/**
 * In place of `/`: after the name of a folder, so that the objects `a/b` and `a/b/c` do not want the same name, and
 * between the segments of a file name. No key has it.
 */
const FOLDER = '!';
/** After a chunk of a name that goes on in this folder. */
const GOES_ON = '^';
/** The rest of a name that ended with its last chunk. */
const EMPTY = '^';

/** The file of an object. Files keep the names of their keys, so that what they end with tells what they are. */
export function filePath(root: string, key: string): string {
  const segments = key.split('/');
  const depth = Math.min(FOLDERS, segments.length - 1);
  const { chunks, rest } = cut(segments.slice(depth).join(FOLDER));
  return path.join(folderOf(root, segments.slice(0, depth)).folder, ...chunks, rest === '' ? EMPTY : rest);
}

/**
 * The folder in which objects below these segments are found, beside others if it is less deep.
 * @returns also what all keys in it begin with.
 */
export function folderOf(root: string, segments: readonly string[]): { folder: string; base: string } {
  const folders = segments.slice(0, FOLDERS);
  const names = folders.flatMap((segment) => {
    const { chunks, rest } = cut(segment);
    return [...chunks, rest + FOLDER];
  });
  return { folder: path.join(root, ...names), base: folders.map((segment) => `${segment}/`).join('') };
}

/** What an entry of a folder adds to the key, in whose byte order entries are walked; `undefined` for strangers. */
export function entryText(name: string, is_folder: boolean): string | undefined {
  const text = name.replaceAll(FOLDER, '/');
  if (!is_folder) return name === EMPTY ? '' : text;
  if (name.endsWith(FOLDER)) return text;
  return name.endsWith(GOES_ON) ? text.slice(0, -1) : undefined;
}

/** Every name of 240 bytes or more is cut, also when nothing follows: entries of a folder then never overlap in order. */
function cut(name: string): { chunks: string[]; rest: string } {
  const chunks: string[] = [];
  let at = 0;
  for (; name.length - at >= CHUNK; at += CHUNK) chunks.push(name.slice(at, at + CHUNK) + GOES_ON);
  return { chunks, rest: name.slice(at) };
}
