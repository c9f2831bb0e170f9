import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { selected } from './formats.ts';
import { inLinkGraph } from './link-graph.ts';
import { openStaging } from './staging.ts';
import { withDocuments } from './version-documents.ts';

/**
 * Stages what a graph has gathered of the documents of a shard, where that is not what the shard would have without: an
 * unchanged or changed document keeps what it had.
 * @returns the documents that differ, and the bytes of the staging file, which is made if there is none.
 */
export function stageAnchors(request: {
  /** The graph. */
  readonly graph: string;
  /** Staging file. */
  readonly path: string;
  /** Pack file of the live version. */
  readonly base?: string | undefined;
}): { documents: number; bytes: number } {
  const { graph, path, base } = request;
  openStaging(path).close();
  const documents = inLinkGraph(graph, (db) =>
    withDocuments(db, { base, staging: path }, (all) => {
      db.pragma('staging.journal_mode = MEMORY');
      db.pragma('staging.synchronous = OFF');
      return db.prepare(differing(db, all, base !== undefined)).run().changes;
    }),
  );
  return { documents, bytes: statSync(path).size };
}

function differing(db: Database.Database, documents: string, hasBase: boolean): string {
  const had = hasBase
    ? `LEFT JOIN (SELECT ${selected(db, ['id', 'anchors', 'links_in'], 'base')} FROM base.documents) AS had
         ON had.id = document.id`
    : "LEFT JOIN (SELECT '' AS id, '' AS anchors, 0 AS links_in) AS had ON false";
  return `INSERT INTO staging.anchors (id, anchors, links_in)
    SELECT document.id, coalesce(gathered.anchors, ''), coalesce(gathered.links_in, 0)
    FROM (${documents}) AS document ${had}
    LEFT JOIN main.names ON names.name = document.id
    LEFT JOIN main.gathered ON gathered.n = names.n
    WHERE coalesce(had.anchors, '') <> coalesce(gathered.anchors, '')
      OR coalesce(had.links_in, 0) <> coalesce(gathered.links_in, 0)`;
}
