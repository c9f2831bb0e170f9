import type Database from 'better-sqlite3';
import { mustBeThere } from './pack-errors.ts';

/** A shard of a version to come: the pack of the live one, and what changes. */
export interface ShardParts {
  /** Pack file. */
  readonly base?: string | undefined;
  /** Staging file. */
  readonly staging?: string | undefined;
}

/**
 * Attaches the files of a shard, and does work with what selects `id` and `hash` of the documents that it will have.
 * @throws {PackGone}
 */
export function withDocuments<Result>(
  db: Database.Database,
  parts: ShardParts,
  work: (documents: string) => Result,
): Result {
  if (parts.base !== undefined) mustBeThere(parts.base);
  const attached = (['base', 'staging'] as const).filter((name) => parts[name] !== undefined);
  for (const name of attached) db.prepare(`ATTACH ? AS ${name}`).run(parts[name]);
  try {
    return work(documentsOf(parts));
  } finally {
    for (const name of attached) db.exec(`DETACH ${name}`);
  }
}

function documentsOf({ base, staging }: ShardParts): string {
  const unchanged = staging === undefined ? '' : 'WHERE id NOT IN (SELECT id FROM staging.changes)';
  const kept = `SELECT id, hash FROM base.documents ${unchanged}`;
  const changed = 'SELECT id, hash FROM staging.changes WHERE deleted = 0';
  if (base === undefined) return staging === undefined ? `SELECT '' AS id, '' AS hash LIMIT 0` : changed;
  return staging === undefined ? kept : `${kept} UNION ALL ${changed}`;
}
