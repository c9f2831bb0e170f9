import Database from 'better-sqlite3';
import { holds } from '../cluster/shard-range.ts';
import { selected } from './formats.ts';
import { FIELD_WEIGHTS, type FieldWeights, weightsText } from './impact/field-weights.ts';
import { writeImpact } from './impact/write-impact.ts';
import { writeTexts } from './impact/write-texts.ts';
import type { ShardDefinition } from './manifest.ts';
import { openPack } from './open.ts';
import { OutsideShard, mustBeThere } from './pack-errors.ts';
import { APPLICATION_ID, COLUMNS, CREATE_PACK, FORMAT_VERSION, PAGE_BYTES, TOKENIZER } from './schema.ts';

export interface PackParts {
  /** The pack of before, uncompressed. */
  readonly base?: string;
  /** A pack beside the base is made, of what changed alone: its `tombstones` tell what is gone. */
  readonly delta?: boolean;
  /** What changed since, from {@link stageDocuments}. */
  readonly staging?: string;
  /** The file to be written; there must be none. */
  readonly out: string;
  readonly definition: ShardDefinition;
  /**
   * Bytes of terms that FTS5 collects before it writes a segment. It decides where segments end, and so the bytes of
   * the file: all builders must use the same.
   */
  readonly hash_bytes?: number;
  /** What words count by where they stand: the same in all packs of a version. As where nothing is set, when absent. */
  readonly weights?: FieldWeights;
}

/**
 * Writes base minus deletions plus upserts as one file, in the order of the ids. Nothing is synced and nothing checked yet.
 * @returns the number of documents, and the pages in the file that hold nothing.
 * @throws {OutsideShard} {@link ForeignPack} {@link CorruptPack} {@link PackGone}
 */
export function assemblePack(parts: PackParts): { documents: number; free_pages: number } {
  if (parts.base !== undefined) {
    mustBeThere(parts.base);
    openPack(parts.base).close();
  }
  const db = new Database(parts.out);
  try {
    configure(db);
    db.exec(CREATE_PACK);
    for (const source of ['base', 'staging'] as const) {
      if (parts[source] !== undefined) db.prepare(`ATTACH ? AS ${source}`).run(parts[source]);
    }
    const documents = db.transaction(() => fill(db, parts))();
    const free_pages = Number(db.pragma('freelist_count', { simple: true }));
    return { documents, free_pages };
  } finally {
    db.close();
  }
}

function configure(db: Database.Database): void {
  db.pragma(`page_size = ${PAGE_BYTES}`);
  // A build that breaks off is thrown away: there is nothing to roll back to and nothing to keep.
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('trusted_schema = OFF');
  db.pragma('cache_size = -65536');
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${FORMAT_VERSION}`);
}

function fill(db: Database.Database, parts: PackParts): number {
  const source = sourceOf(db, parts);
  if (source !== undefined) db.exec(`INSERT INTO documents (${COLUMNS.join(', ')}) ${source}`);
  if (parts.delta === true && parts.staging !== undefined)
    db.exec(
      'INSERT INTO tombstones (id) SELECT id FROM staging.changes WHERE deleted = 1 ORDER BY staging.changes.id',
    );
  assertInside(db, parts.definition);
  writeTexts(db, parts.hash_bytes ?? HASH_BYTES);
  const weights = parts.weights ?? FIELD_WEIGHTS;
  const { documents, length } = writeImpact(db, weights);
  const meta = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
  meta.run('documents', String(documents));
  meta.run('length', String(length));
  meta.run('format_version', String(FORMAT_VERSION));
  meta.run('tokenizer', TOKENIZER);
  // Packs of other weights are other packs, though no word of theirs should count otherwise.
  meta.run('weights', weightsText(weights));
  return documents;
}

/**
 * Both sides come sorted by id from an index, and SQLite merges them without sorting anything. What others say of a document
 * is as staged; else it stays as it was, for a document that is replaced too.
 */
function sourceOf(db: Database.Database, { base, staging, delta = false }: PackParts): string | undefined {
  const before =
    base === undefined ? undefined : `(SELECT ${selected(db, COLUMNS, 'base')} FROM base.documents)`;
  if (staging === undefined) return delta ? undefined : before && `${before.slice(1, -1)} ORDER BY id`;
  const said = (table: string) => `LEFT JOIN staging.anchors AS said ON said.id = ${table}.id`;
  if (before === undefined) {
    const columns = columnsOf('changed', (column) => `coalesce(said.${column}, changed.${column})`);
    return `SELECT ${columns} FROM staging.changes AS changed ${said('changed')} WHERE deleted = 0 ORDER BY changed.id`;
  }
  const kept = columnsOf('kept', (column) => `coalesce(said.${column}, kept.${column})`);
  const changed = columnsOf(
    'changed',
    (column) => `coalesce(said.${column}, had.${column}, changed.${column})`,
  );
  const anew = `SELECT ${changed} FROM staging.changes AS changed ${said('changed')}
      LEFT JOIN ${before} AS had ON had.id = changed.id WHERE deleted = 0`;
  if (delta) return `${anew} ORDER BY changed.id`;
  return `SELECT ${kept} FROM ${before} AS kept ${said('kept')}
      WHERE kept.id NOT IN (SELECT id FROM staging.changes)
    UNION ALL ${anew}
    ORDER BY id`;
}

/** The columns of a document in a table; those with what others say of it as `said` has them. */
function columnsOf(table: string, said: (column: string) => string): string {
  const isSaid = (column: string) => column === 'anchors' || column === 'links_in';
  return COLUMNS.map((column) => {
    const value = isSaid(column) ? said(column) : `${table}.${column}`;
    return `${value} AS ${column}`;
  }).join(', ');
}

function assertInside(db: Database.Database, definition: ShardDefinition): void {
  if (definition.from === 0 && definition.to === 2 ** 32) return;
  for (const id of db.prepare<[], string>('SELECT id FROM documents').pluck().iterate()) {
    if (!holds(definition, id)) throw new OutsideShard(id, definition.from, definition.to);
  }
}

/**
 * 70 MB of text fit in one segment with this, so that `optimize` finds nothing to merge; with FTS5's own 1 MB the
 * whole build takes a third longer.
 */
const HASH_BYTES = 64 * 2 ** 20;
