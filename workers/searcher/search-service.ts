import { ComputeBusy, ComputeTimeout } from '#ports/compute.ts';
import type { Statistics } from '#ports/question.ts';
import {
  type HitDetails,
  type NearWord,
  PeerError,
  type ShardCounts,
  type ShardDetails,
  type ShardHits,
  type ShardSearch,
  type ShardTyping,
  type ShardWords,
  type Suggestion,
} from '#ports/peer.ts';
import type { SearcherDeps } from './worker.ts';
import type { ServedPacks } from './served-packs.ts';

/** What the HTTP interface of a searcher answers from. @throws {PeerError} */
export interface SearchService {
  statistics(request: ShardCounts, signal: AbortSignal): Promise<Statistics>;
  near(request: ShardWords, signal: AbortSignal): Promise<NearWord[][]>;
  suggest(request: ShardTyping, signal: AbortSignal): Promise<Suggestion[]>;
  search(request: ShardSearch, signal: AbortSignal): Promise<ShardHits>;
  details(request: ShardDetails, signal: AbortSignal): Promise<HitDetails[]>;
}

/** Answers from the served packs, in the threads of `queries`, each query within `search_timeout_ms`. */
export function searchService(
  served: Pick<ServedPacks, 'use'>,
  deps: Pick<SearcherDeps, 'queries' | 'clock' | 'settings'>,
): SearchService {
  const timeout_ms = deps.settings.search_timeout_ms;
  return {
    statistics({ index, pack, ...request }, signal) {
      return served.use(index, pack, (path) =>
        asPeerError(
          deps.queries.run('pack_statistics', { path, ...request }, { timeout_ms, signal }),
          signal,
        ),
      );
    },
    near({ index, pack, words }, signal) {
      return served.use(index, pack, (path) =>
        asPeerError(deps.queries.run('near_words', { path, words }, { timeout_ms, signal }), signal),
      );
    },
    suggest({ index, pack, ...request }, signal) {
      return served.use(index, pack, (path) =>
        asPeerError(deps.queries.run('suggest', { path, ...request }, { timeout_ms, signal }), signal),
      );
    },
    async search({ index, pack, ...request }, signal) {
      const started_ms = deps.clock.monotonic();
      const found = await served.use(index, pack, (path) =>
        asPeerError(deps.queries.run('search_pack', { path, ...request }, { timeout_ms, signal }), signal),
      );
      return { ...found, took_ms: deps.clock.monotonic() - started_ms };
    },
    details({ index, pack, ...request }, signal) {
      return served.use(index, pack, (path) =>
        asPeerError(deps.queries.run('pack_details', { path, ...request }, { timeout_ms, signal }), signal),
      );
    },
  };
}

async function asPeerError<Result>(running: Promise<Result>, signal: AbortSignal): Promise<Result> {
  try {
    return await running;
  } catch (cause) {
    // Given up by who asked: no failure of ours, and nobody is left to be told of one.
    if (signal.aborted) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof ComputeBusy) throw new PeerError('busy', message, { cause });
    if (cause instanceof ComputeTimeout) throw new PeerError('timeout', message, { cause });
    throw new PeerError('failed', message, { cause });
  }
}
