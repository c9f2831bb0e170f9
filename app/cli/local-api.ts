import type { Platform } from '#app/compose.ts';
import { httpApp } from '#app/http/http-app.ts';
import type { ClusterView } from '#app/http/services.ts';
import { RetryLater } from '#runtime/worker.ts';
import { IndexNotReady } from '#workers/orchestrator/search-errors.ts';
import { ApiClient } from './api-client.ts';

const NO_CLUSTER: ClusterView = { epoch: null, settled: false, searchers: [], indexes: [], issues: [] };

/** The API in this process, over the tables alone: everything but search, with no worker and no port. */
export function localApi(platform: Platform): ApiClient {
  const app = httpApp({
    ...platform,
    // Whoever has this process has its variables, and the key among them.
    config: { ...platform.config, key: '' },
    search: ({ index }) => Promise.reject(new IndexNotReady(index, 'no searcher runs')),
    cluster: () => NO_CLUSTER,
    move: () => Promise.reject(new RetryLater(0, 'no orchestrator runs on this data')),
  });
  return new ApiClient(async (path, init) => app.request(path, init));
}
