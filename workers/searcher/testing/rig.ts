import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { HttpPeer } from '#adapters/net/peer.ts';
import { InlineCompute } from '#adapters/system/inline-compute.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import { compressPack } from '#core/pack/compress.ts';
import type { Document } from '#core/pack/document.ts';
import { type SearchTasks, searchTasks } from '#core/pack/search-tasks.ts';
import { packOf, temporaryFolder } from '#core/pack/testing/documents.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import type { Message, MessageOf } from '#messages/registry.ts';
import type { Compute } from '#ports/compute.ts';
import type { ShardHits } from '#ports/peer.ts';
import type { Received } from '#ports/queue.ts';
import type { ScratchFolder } from '#ports/scratch.ts';
import { Metrics } from '#runtime/metrics.ts';
import { queueNames } from '#runtime/queue-names.ts';
import type { Handling } from '#runtime/worker.ts';
import { serveSearches } from '../http.ts';
import { type Searcher, type SearcherStart, startSearcher } from '../searcher.ts';
import type { SearcherDeps } from '../worker.ts';
import { FaultyObjects } from '#ports/testing/faulty-objects.ts';

const log = pino({ level: 'silent' });

/** A searcher with everything around it in memory, but for its folder and its HTTP interface. */
export class Rig implements AsyncDisposable {
  readonly folder = temporaryFolder();
  readonly objects = new FaultyObjects();
  readonly clock = new VirtualClock();
  readonly random = new CountingRandom();
  readonly peer = new HttpPeer();
  readonly queues = new Set<string>();
  /** Messages that lie in each queue, as `counts` tells. */
  letters = 0;
  /** What lies at the front of each queue, as `peek` tells. */
  front: Received[] = [];
  readonly sent: Message[] = [];
  free_bytes = 2 ** 30;
  readonly settings: SearcherDeps['settings'] = {
    concurrency: 4,
    handler_timeout_ms: 60_000,
    heartbeat_ms: 2000,
    search_timeout_ms: 2000,
    datacenter: 'default',
  };
  readonly #works = temporaryFolder();
  readonly #searchers: Searcher[] = [];
  readonly #compute: Compute<SearchTasks>;
  #packs = 0;

  constructor(compute: Compute<SearchTasks> = new InlineCompute(searchTasks)) {
    this.#compute = compute;
  }

  async start(deps: Partial<SearcherStart> = {}): Promise<Searcher> {
    const searcher = await startSearcher({
      queue: {
        create: async (name) => void this.queues.add(name),
        remove: async (name) => void this.queues.delete(name),
        counts: async () => ({ ready: this.letters, delayed: 0, in_flight: 0 }),
        peek: async () => this.front,
      },
      names: queueNames('sitepack'),
      objects: this.objects,
      unzstd,
      queries: this.#compute,
      checks: this.#compute,
      scratch: this.scratch(this.folder.path),
      clock: this.clock,
      random: this.random,
      log,
      metrics: new Metrics(),
      machine: () => ({ cores: 2, memory_mb: 4096, load: 0.5, disk_mb: 1000 }),
      serve: (service) =>
        serveSearches(
          service,
          { log, clock: this.clock },
          { host: '127.0.0.1', port: 0, key: '', advertise: '127.0.0.1' },
        ),
      settings: this.settings,
      ...deps,
    });
    this.#searchers.push(searcher);
    return searcher;
  }

  /** A folder as the searcher has it, with `free_bytes` free. */
  scratch(path: string): ScratchFolder {
    const folder = new SystemScratchFolder({ path, release: () => undefined });
    folder.freeBytes = async () => this.free_bytes;
    return folder;
  }

  /** Puts a pack of these documents into the object store. @returns the message that loads it. */
  async publish(documents: readonly Document[], shard = '0-of-1'): Promise<MessageOf<'load'>> {
    this.#packs += 1;
    const path = this.#works.file(`pack-${this.#packs}`);
    const { sha256, bytes } = packOf(documents, path);
    const key = `packs/site.gov/${shard}/${sha256}.sqlite.zst`;
    await compressPack({ path, out: `${path}.zst` });
    await this.objects.put(key, readFileSync(`${path}.zst`));
    rmSync(path);
    return { type: 'load', index: 'site.gov', shard, pack: sha256, key, bytes, epoch: 1 };
  }

  /** What a handler is given; what it sends lands in `sent`. */
  handling(signal: AbortSignal = new AbortController().signal): Handling {
    return {
      signal,
      log,
      message_id: 'm',
      receive_count: 1,
      origin: { cause: 'm' },
      send: async (...messages) => void this.sent.push(...messages),
    };
  }

  /** Has the searcher handle a message. @returns what it sent for it. */
  async handle(searcher: Searcher, message: Message, signal?: AbortSignal): Promise<Message[]> {
    const before = this.sent.length;
    const { load, unload } = searcher.worker.handlers;
    if (message.type === 'load') await load?.(message, this.handling(signal));
    if (message.type === 'unload') await unload?.(message, this.handling(signal));
    return this.sent.slice(before);
  }

  search(searcher: Searcher, { index, pack }: MessageOf<'load'>, query: string): Promise<ShardHits> {
    const signal = AbortSignal.timeout(10_000);
    return this.peer.search(searcher.endpoint, { index, pack, query, limit: 10, details_from: 0 }, signal);
  }

  path(name: string): string {
    return join(this.folder.path, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.peer.close();
    for (const searcher of this.#searchers) await searcher.close();
    await this.#compute.close();
    this.folder[Symbol.dispose]();
    this.#works[Symbol.dispose]();
  }
}

/** The message that drops what the other one loaded. */
export function unloadOf({ index, shard, pack }: MessageOf<'load'>): MessageOf<'unload'> {
  return { type: 'unload', index, shard, pack };
}
