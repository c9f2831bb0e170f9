import {
  type HitDetails,
  type Peer,
  PeerError,
  type ShardDetails,
  type ShardHits,
  type ShardSearch,
} from '#ports/peer.ts';
import type { SearchService } from '#workers/searcher/search-service.ts';
import type { Life } from '../kernel/life.ts';

/** Who answers at an address. */
export interface Listener {
  readonly life: Life;
  readonly service: SearchService;
}

/** Searchers as a router reaches them: some may be dead, slow, or out of reach. */
export class SimPeer implements Peer {
  readonly #life: Life;
  readonly #listeners: ReadonlyMap<string, Listener>;

  constructor(life: Life, listeners: ReadonlyMap<string, Listener>) {
    this.#life = life;
    this.#listeners = listeners;
  }

  search(endpoint: string, request: ShardSearch, signal: AbortSignal): Promise<ShardHits> {
    return this.#ask(endpoint, request, signal, (service) => service.search(request, signal));
  }

  details(endpoint: string, request: ShardDetails, signal: AbortSignal): Promise<HitDetails[]> {
    return this.#ask(endpoint, request, signal, (service) => service.details(request, signal));
  }

  async close(): Promise<void> {}

  #ask<Answer>(
    endpoint: string,
    { index, pack }: { readonly index: string; readonly pack: string },
    signal: AbortSignal,
    ask: (service: SearchService) => Promise<Answer>,
  ): Promise<Answer> {
    const { laws, process } = this.#life;
    const failure = (why: string): Error => new PeerError('unreachable', why);
    const call = this.#life.call({
      service: 'peer',
      operation: 'ask',
      about: `${index} ${pack}`,
      failure,
      apply: async () => {
        const listener = this.#listeners.get(endpoint);
        if (listener === undefined || listener.life.isDead)
          throw new PeerError('unreachable', `nobody listens at ${endpoint}`);
        if (laws.isCut(process, listener.life.process)) return new Promise<Answer>(() => undefined);
        // It works in its own time, and never answers if it dies meanwhile.
        const answer = await new Promise<Answer>((resolve, reject) => {
          const work = (): void => {
            ask(listener.service).then(
              (found) => listener.life.hear(() => resolve(found)),
              (error: unknown) => listener.life.hear(() => reject(error)),
            );
          };
          listener.life.hear(work);
        });
        laws.emit(listener.life.process, { type: 'peer_answered', searcher: endpoint, index, pack });
        return answer;
      },
    });
    return orAborted(call, signal);
  }
}

/** Whoever asked does not wait for longer than its signal. */
function orAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
