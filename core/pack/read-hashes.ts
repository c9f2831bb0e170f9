import { openPack } from './open.ts';

export interface ReadHashesRequest {
  /** A pack file. */
  readonly path: string;
  readonly ids: readonly string[];
}

/**
 * Content hashes of documents in a pack, in the order of the ids; null where it has no such document.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function readHashes({ path, ids }: ReadHashesRequest): (string | null)[] {
  const db = openPack(path);
  try {
    const statement = db.prepare<[string], string>('SELECT hash FROM documents WHERE id = ?').pluck();
    return ids.map((id) => statement.get(id) ?? null);
  } finally {
    db.close();
  }
}
