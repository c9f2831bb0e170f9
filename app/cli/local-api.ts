import type { Platform } from '#app/backend/platform.ts';
import { httpApp } from '#app/http/http-app.ts';
import { Problem } from '#app/http/problem.ts';
import type { ClusterView } from '#app/http/services.ts';
import { deleteSearches } from '#core/tables/searches.ts';
import { RetryLater } from '#runtime/worker.ts';
import { IndexNotReady } from '#workers/orchestrator/search-errors.ts';
import { ApiClient } from './api-client.ts';

const NO_CLUSTER: ClusterView = { epoch: null, settled: false, searchers: [], indexes: [], issues: [] };

/**
 * The API in this process, over the tables alone: everything but search, with no worker and no port. Its calls fail with
 * the error itself where a server would say that it is in its log.
 */
export function localApi(platform: Platform): ApiClient {
  const app = httpApp({
    ...platform,
    // Whoever has this process has its variables, and the key among them.
    config: { ...platform.config, key: '' },
    search: ({ index }) => Promise.reject(new IndexNotReady(index, 'no searcher runs')),
    searchAll: () => Promise.reject(new IndexNotReady('', 'no searcher runs')),
    searchSettings: (index) => Promise.reject(new IndexNotReady(index, 'no searcher runs')),
    suggest: ({ index }) => Promise.reject(new IndexNotReady(index, 'no searcher runs')),
    searches: {
      click: () => undefined,
      write: () => Promise.resolve(),
      delete: (index) => deleteSearches(platform.table, index),
    },
    cluster: () => NO_CLUSTER,
    move: () => Promise.reject(new RetryLater(0, 'no orchestrator runs on this data')),
    // Loaded when it is asked for: all workers come with it.
    compare: async (request) => (await import('#app/compose.ts')).comparingHere(platform)(request),
  });
  // Elsewhere what is no answer of the API goes to a log. Here the caller is the one to be told.
  app.onError((error) => {
    throw error;
  });
  return new ApiClient(async (path, init) => {
    try {
      return await app.request(path, init);
    } catch (error) {
      if (error instanceof Problem) return error.response();
      throw error;
    }
  });
}
