import { inLinkGraph } from './link-graph.ts';
import { type ShardParts, withDocuments } from './version-documents.ts';

/** A document whose links are to be read. */
export interface UnknownSource {
  readonly id: string;
  /** Of its content. */
  readonly hash: string;
}

/**
 * Documents of a shard whose links a graph does not have, or has of other content, in the order of their ids.
 * @param request.after those behind this id; empty for all.
 * @param request.limit how many at most.
 */
export function unknownSources(
  request: ShardParts & { readonly path: string; readonly after: string; readonly limit: number },
): UnknownSource[] {
  return inLinkGraph(request.path, (db) =>
    withDocuments(db, request, (documents) =>
      db
        .prepare<[string, number], UnknownSource>(
          `SELECT id, hash FROM (${documents}) AS document WHERE id > ? AND NOT EXISTS (
             SELECT 1 FROM main.names JOIN main.sources ON sources.n = names.n
             WHERE names.name = document.id AND sources.hash = document.hash
           ) ORDER BY id LIMIT ?`,
        )
        .all(request.after, request.limit),
    ),
  );
}
