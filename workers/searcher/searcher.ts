import type { WorkerDefinition } from '#runtime/worker.ts';
import type { SearcherServer } from './http.ts';
import { KeyLocks } from './key-locks.ts';
import { PackFiles } from './pack-files.ts';
import { recover } from './recover.ts';
import { Room } from './room.ts';
import { type SearchService, searchService } from './search-service.ts';
import { ServedPacks } from './served-packs.ts';
import { type SearcherDeps, searcherWorker } from './worker.ts';

/** What a searcher starts with: what its worker needs, and how routers reach it. */
export interface SearcherStart extends SearcherDeps {
  /** Lets routers ask the searcher. @throws when they cannot be let in. */
  readonly serve: (service: SearchService) => Promise<SearcherServer>;
}

/** A searcher that answers; run its `worker` to have it take orders. */
export interface Searcher extends AsyncDisposable {
  readonly id: string;
  readonly endpoint: string;
  readonly worker: WorkerDefinition;
  /** After the worker has stopped: takes no more queries and removes the queue. Packs stay for the next process. */
  close(): Promise<void>;
}

/**
 * Starts a searcher under a fresh id: checks and serves the packs that lie in its folder, listens for queries, makes
 * its queue. Nobody knows of it until its worker runs and registers it.
 */
export async function startSearcher({ serve, ...deps }: SearcherStart): Promise<Searcher> {
  const id = deps.random.uuid();
  const served = new ServedPacks();
  const parts = {
    ...deps,
    served,
    files: new PackFiles(deps.scratch),
    room: new Room(deps.scratch),
    locks: new KeyLocks(),
  };
  await recover(parts);
  const server = await serve(searchService(served, deps));
  const queue = deps.names.searcher(id);
  const dead = deps.names.dead(queue);
  try {
    for (const name of [queue, dead]) await deps.queue.create(name);
  } catch (error) {
    await server.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    await server.close();
    try {
      await deps.queue.remove(queue);
      await removeIfEmpty(deps, dead);
    } catch (error) {
      // Nobody sends to a searcher that is gone; whoever has the role of the orchestrator removes what is left of it.
      deps.log.warn(
        { reason: String(error), queue },
        'the queue of this searcher was not removed; the orchestrator does it',
      );
    }
  };
  const { endpoint } = server;
  return {
    id,
    endpoint,
    worker: searcherWorker({ ...parts, id, endpoint }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Dead letters are for people: they stay until somebody has looked at them. Counts alone may miss those of the last
 * minute, and a look those that another looks at. What is left here and is empty, the orchestrator removes later.
 */
async function removeIfEmpty({ queue, log }: SearcherDeps, dead: string): Promise<void> {
  const { ready, delayed, in_flight } = await queue.counts(dead);
  const letters = Math.max(ready + delayed + in_flight, (await queue.peek(dead, 1)).length);
  if (letters === 0) await queue.remove(dead);
  else log.warn({ queue: dead, letters }, 'dead letters are left; see "sitepack dead"');
}
