import { BadKey, MAX_KEY_BYTES } from './object-store.ts';

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
