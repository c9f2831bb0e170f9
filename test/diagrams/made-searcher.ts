import type { Config } from '#config';
import { unzstd } from '#adapters/system/unzstd.ts';
import { type PackTasks, tasks } from '#core/pack/tasks.ts';
import type { Peer } from '#ports/peer.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import type { WorkerDefinition } from '#runtime/worker.ts';
import { KeyLocks } from '#workers/searcher/key-locks.ts';
import { PackFiles } from '#workers/searcher/pack-files.ts';
import { Room } from '#workers/searcher/room.ts';
import { searchService } from '#workers/searcher/search-service.ts';
import { ServedPacks } from '#workers/searcher/served-packs.ts';
import { searcherWorker } from '#workers/searcher/worker.ts';
import type { Ports } from './ports.ts';
import { RecordedCompute } from './recorded-compute.ts';

/** A searcher without an HTTP interface: what routers ask is asked of it directly. */
export interface MadeSearcher extends AsyncDisposable {
  readonly id: string;
  readonly endpoint: string;
  readonly worker: WorkerDefinition;
  readonly ports: Ports;
  readonly service: Omit<Peer, 'close'>;
}

export async function makeSearcher(
  ports: Ports,
  config: Config,
  scratch: ScratchFolder,
): Promise<MadeSearcher> {
  const { names, random, queue, recorder, who } = ports;
  const id = random.uuid();
  const endpoint = `http://${who.toLowerCase()}.test`;
  const compute = new RecordedCompute<PackTasks>(tasks, recorder, who);
  const served = new ServedPacks();
  const files = new PackFiles(scratch);
  const deps = {
    ...ports,
    queries: compute,
    checks: compute,
    scratch,
    unzstd,
    machine: () => ({ cores: 2, memory_mb: 4096, load: 0, disk_mb: 10_240 }),
    settings: { ...config, concurrency: 1 },
  };
  const service = searchService(served, deps);
  await queue.create(names.searcher(id));
  const state = { ...deps, id, endpoint, served, files, room: new Room(scratch), locks: new KeyLocks() };
  return {
    id,
    endpoint,
    worker: searcherWorker(state),
    ports,
    service: {
      statistics: (_, request, signal) => service.statistics(request, signal),
      suggest: (_, request, signal) => service.suggest(request, signal),
      near: (_, request, signal) => service.near(request, signal),
      search: (_, request, signal) => service.search(request, signal),
      details: (_, request, signal) => service.details(request, signal),
    },
    async [Symbol.asyncDispose]() {
      for (const { pack } of served.list()) await compute.run('close_pack', { path: files.path(pack) });
    },
  };
}
