import path from 'node:path';
import { BadKey, MAX_KEY_BYTES } from '#ports/object-store.ts';

/** Where a segment is cut: with a marker it stays below the 255 bytes that file systems take. */
const CHUNK = 200;
/** After the name of a folder: no key has it, so the objects `a/b` and `a/b/c` do not want the same name. */
const FOLDER = '!';
/** After a chunk of a segment that goes on in this folder. */
const GOES_ON = '^';
/** The rest of a segment that ended with its last chunk. */
const EMPTY = '^';

/** @throws {BadKey} saying what a key may be. */
export function checkKey(key: string): void {
  if (key.length > MAX_KEY_BYTES)
    throw new BadKey(key.slice(0, 100), `it has ${key.length} bytes; at most ${MAX_KEY_BYTES} fit`);
  if (!/^[a-z0-9._~%+=,@/-]+$/.test(key)) {
    throw new BadKey(key, 'it may have lower-case letters, digits and ._~%+=,@- in segments divided by "/"');
  }
  for (const segment of key.split('/')) {
    if (segment === '' || segment === '.' || segment === '..')
      throw new BadKey(key, `a segment of it is "${segment}"`);
  }
}

/** The file of an object. Files keep the names of their keys, so that what they end with tells what they are. */
export function filePath(root: string, key: string): string {
  const segments = key.split('/');
  const { chunks, rest } = cut(segments.pop() ?? '');
  return path.join(folderPath(root, segments), ...chunks, rest === '' ? EMPTY : rest);
}

/** The folder that holds the objects below these segments. */
export function folderPath(root: string, segments: readonly string[]): string {
  const names = segments.flatMap((segment) => {
    const { chunks, rest } = cut(segment);
    return [...chunks, rest + FOLDER];
  });
  return path.join(root, ...names);
}

/** What an entry of a folder adds to the key, in whose byte order entries are walked; `undefined` for strangers. */
export function entryText(name: string, is_folder: boolean): string | undefined {
  if (!is_folder) return name === EMPTY ? '' : name;
  if (name.endsWith(FOLDER)) return `${name.slice(0, -1)}/`;
  return name.endsWith(GOES_ON) ? name.slice(0, -1) : undefined;
}

/** Every segment of 200 bytes or more is cut, also when nothing follows: entries of a folder then never overlap in order. */
function cut(segment: string): { chunks: string[]; rest: string } {
  const chunks: string[] = [];
  let at = 0;
  for (; segment.length - at >= CHUNK; at += CHUNK) chunks.push(segment.slice(at, at + CHUNK) + GOES_ON);
  return { chunks, rest: segment.slice(at) };
}
