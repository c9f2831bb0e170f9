import type { SearchLog } from './search-log.ts';

interface Asked {
  readonly index?: string;
  readonly indexes?: readonly string[];
  readonly query: string;
  readonly offset: number;
  readonly analytics?: boolean | undefined;
}

interface Answered {
  readonly total: number;
  readonly corrected: string | null;
  readonly hits: readonly { readonly url: string; readonly index?: string }[];
  readonly shards: { readonly total: number; readonly answered: number };
  readonly timings: { readonly router_ms: number };
}

/** A search that is counted when it is answered. One of several indexes counts for each, with the hits that are of it. */
export function countedSearch<Request extends Asked, Answer extends Answered>(
  search: (request: Request) => Promise<Answer>,
  log: Pick<SearchLog, 'note'>,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    const answer = await search(request);
    const { index, indexes = index === undefined ? [] : [index], query, offset, analytics } = request;
    const { total, corrected, hits, shards, timings } = answer;
    for (const name of indexes)
      log.note(name, {
        query,
        offset,
        counted: analytics !== false,
        total,
        partial: shards.answered < shards.total,
        corrected: corrected !== null,
        took_ms: timings.router_ms,
        urls: hits.map((hit) => (hit.index === undefined || hit.index === name ? hit.url : '')),
      });
    return answer;
  };
}
