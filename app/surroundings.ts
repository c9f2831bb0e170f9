import type { ReadTasks } from '#core/crawl/read-tasks.ts';
import type { PackTasks } from '#core/pack/tasks.ts';
import type { Compute } from '#ports/compute.ts';
import type { Peer } from '#ports/peer.ts';
import type { Scratch, ScratchFolder } from '#ports/scratch.ts';
import type { Unzstd } from '#ports/unzstd.ts';
import type { Web } from '#ports/web.ts';
import type { ListenSettings, SearcherServer } from '#workers/searcher/http.ts';
import type { SearchService } from '#workers/searcher/search-service.ts';
import type { Machine } from '#workers/searcher/worker.ts';
import type { HttpServices } from './http/services.ts';
import type { HttpServer, ListenAt } from './listen.ts';
import type { StatusServices } from './status/status-app.ts';

/**
 * What the workers of a process stand on beside its platform: network, threads, disk and machine. What is opened here
 * is closed by whoever opened it.
 */
export interface Surroundings {
  /** This process, as people find it. */
  readonly process: { readonly host: string; readonly pid: number };
  /** Host name or address by which other machines reach this one. */
  ownAddress(): string;
  /** How the machine is doing, and the disk that this folder lies on. */
  machine(folder: ScratchFolder): Machine;
  readonly scratch: Scratch;
  readonly unzstd: Unzstd;
  /** For reading pages. */
  openWeb(): Web;
  /** For asking searchers. @param headers go with every question. */
  openPeer(headers: Readonly<Record<string, string>>): Peer;
  /** Threads that read pages, as many as the machine has to spare. */
  openReadThreads(): Compute<ReadTasks>;
  /** Threads that build, check or search packs. */
  openPackThreads(threads: number): Compute<PackTasks>;
  /** Lets routers ask a searcher. @throws when it cannot listen there. */
  serveSearches(service: SearchService, settings: ListenSettings): Promise<SearcherServer>;
  /** Serves the API and the pages. @throws {CannotListen} */
  serveApi(services: HttpServices, at: ListenPlace): Promise<HttpServer>;
  /** Serves what a process without an API tells of itself, to whom the configuration lets in. @throws {CannotListen} */
  serveStatus(services: Omit<StatusServices, 'guard'>, at: ListenPlace): Promise<HttpServer>;
}

/** Where to listen: `port` 0 takes a free one. */
export type ListenPlace = Omit<ListenAt, 'port_setting' | 'advertise'> & {
  /** The host in the server's address. */
  readonly advertise: string;
};
