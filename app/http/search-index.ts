import type {
  JointAnswer,
  JointRequest,
  SearchAnswer,
  SearchRequest,
} from '#workers/orchestrator/search-answer.ts';
import {
  BadQuery,
  IndexNotFound,
  IndexNotReady,
  NoShardAnswered,
  TooManySearches,
  VersionChanged,
} from '#workers/orchestrator/search-errors.ts';
import { findIndex } from './index-view.ts';
import { checkIndexName } from './parameters.ts';
import { Problem } from './problem.ts';
import type { HttpServices } from './services.ts';

/**
 * Searches an index.
 * @throws {Problem} `bad_index_name`, `bad_query`, `index_not_found`, `index_not_ready`, `no_shard_answered`, `too_many_searches`, `version_changed`
 */
export function searchIndex(services: HttpServices, request: SearchRequest): Promise<SearchAnswer> {
  return askIndex(services, request.index, () => services.search(request));
}

/** Searches several indexes as if they were one. @throws {Problem} as {@link searchIndex} does. */
export function searchIndexes(services: HttpServices, request: JointRequest): Promise<JointAnswer> {
  return askIndexes(services, request.indexes, () => services.searchAll(request));
}

/** Asks an index something. @throws {Problem} as {@link searchIndex} does. */
export function askIndex<Answer>(
  services: HttpServices,
  index: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  return askIndexes(services, [index], ask);
}

async function askIndexes<Answer>(
  services: HttpServices,
  indexes: readonly string[],
  ask: () => Promise<Answer>,
): Promise<Answer> {
  indexes.forEach(checkIndexName);
  try {
    return await ask();
  } catch (error) {
    if (error instanceof BadQuery) throw new Problem('bad_query', error.message, { cause: error });
    if (error instanceof NoShardAnswered)
      throw new Problem('no_shard_answered', error.message, { cause: error });
    if (error instanceof VersionChanged)
      throw new Problem('version_changed', error.message, { cause: error });
    if (error instanceof TooManySearches)
      throw new Problem('too_many_searches', error.message, { cause: error });
    if (!(error instanceof IndexNotFound) && !(error instanceof IndexNotReady)) throw error;
    // The orchestrator knows indexes with a version; one that is crawled for the first time is known to the tables.
    for (const index of indexes) await findIndex(services, index);
    throw new Problem('index_not_ready', whyNotReady(services, error), { cause: error });
  }
}

function whyNotReady(services: HttpServices, { index, message }: IndexNotFound | IndexNotReady): string {
  const cluster = services.cluster();
  if (cluster.epoch === null) return 'this process has not the role of the orchestrator (yet)';
  const issue = cluster.issues.find((entry) => entry.index === index);
  if (issue !== undefined) return issue.message;
  const known = cluster.indexes.find((entry) => entry.index === index);
  if (known === undefined) return `no version of "${index}" was published yet`;
  if (known.serving === known.latest) return message;
  return `version ${known.next ?? known.latest} of "${index}" is being loaded`;
}
