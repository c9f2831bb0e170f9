import { inLinkGraph } from './link-graph.ts';
import { type ShardParts, withDocuments } from './version-documents.ts';

/**
 * Notes in a graph which documents a shard will have, for {@link gatherAnchors}: shard by shard, so that the packs of a
 * version need not lie on one disk together.
 * @param request.anew forgets those noted before.
 * @throws {PackGone}
 */
export function noteDocuments(request: ShardParts & { readonly path: string; readonly anew: boolean }): void {
  inLinkGraph(request.path, (db) =>
    withDocuments(db, request, (documents) =>
      db.transaction(() => {
        if (request.anew) db.exec('DELETE FROM main.documents');
        db.exec(`INSERT OR IGNORE INTO main.names (name) SELECT id FROM (${documents})`);
        db.exec(`INSERT OR IGNORE INTO main.documents
          SELECT names.n FROM (${documents}) AS document JOIN main.names ON names.name = document.id`);
      })(),
    ),
  );
}
