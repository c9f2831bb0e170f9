import type { z } from 'zod';
import type { Statistics } from '#ports/question.ts';
import {
  hitDetailsList,
  nearWords,
  shardHits,
  suggestions,
  statisticsAnswer,
} from '#adapters/net/peer-answers.ts';
import {
  type HitDetails,
  type NearWord,
  type Peer,
  PeerError,
  type ShardCounts,
  type ShardDetails,
  type ShardHits,
  type ShardSearch,
  type ShardTyping,
  type ShardWords,
  type Suggestion,
} from '#ports/peer.ts';
import {
  countsRequest,
  detailsRequest,
  nearRequest,
  searchRequest,
  suggestRequest,
} from '#workers/searcher/requests.ts';
import type { SearchService } from '#workers/searcher/search-service.ts';
import type { Life } from '../kernel/life.ts';

/** Who answers at an address. */
export interface Listener {
  readonly life: Life;
  readonly service: SearchService;
}

/** A question as both ends know it. */
interface Question<Request, Answer> {
  readonly request: z.ZodType<Request>;
  readonly answer: z.ZodType<Answer>;
  readonly ask: (service: SearchService, request: Request, signal: AbortSignal) => Promise<Answer>;
}

const SEARCH: Question<ShardSearch, ShardHits> = {
  request: searchRequest,
  answer: shardHits,
  ask: (service, request, signal) => service.search(request, signal),
};
const STATISTICS: Question<ShardCounts, Statistics> = {
  request: countsRequest,
  answer: statisticsAnswer,
  ask: (service, request, signal) => service.statistics(request, signal),
};
const NEAR: Question<ShardWords, NearWord[][]> = {
  request: nearRequest,
  answer: nearWords,
  ask: (service, request, signal) => service.near(request, signal),
};
const SUGGEST: Question<ShardTyping, Suggestion[]> = {
  request: suggestRequest,
  answer: suggestions,
  ask: (service, request, signal) => service.suggest(request, signal),
};
const DETAILS: Question<ShardDetails, HitDetails[]> = {
  request: detailsRequest,
  answer: hitDetailsList,
  ask: (service, request, signal) => service.details(request, signal),
};

/** Searchers as a router reaches them, by JSON both ways: some may be dead, slow, or out of reach. */
export class SimPeer implements Peer {
  readonly #life: Life;
  readonly #listeners: ReadonlyMap<string, Listener>;

  constructor(life: Life, listeners: ReadonlyMap<string, Listener>) {
    this.#life = life;
    this.#listeners = listeners;
  }

  statistics(endpoint: string, request: ShardCounts, signal: AbortSignal): Promise<Statistics> {
    return this.#ask(endpoint, request, signal, STATISTICS);
  }

  near(endpoint: string, request: ShardWords, signal: AbortSignal): Promise<NearWord[][]> {
    return this.#ask(endpoint, request, signal, NEAR);
  }

  suggest(endpoint: string, request: ShardTyping, signal: AbortSignal): Promise<Suggestion[]> {
    return this.#ask(endpoint, request, signal, SUGGEST);
  }

  search(endpoint: string, request: ShardSearch, signal: AbortSignal): Promise<ShardHits> {
    return this.#ask(endpoint, request, signal, SEARCH);
  }

  details(endpoint: string, request: ShardDetails, signal: AbortSignal): Promise<HitDetails[]> {
    return this.#ask(endpoint, request, signal, DETAILS);
  }

  async close(): Promise<void> {}

  #ask<Request extends { readonly index: string; readonly pack: string }, Answer>(
    endpoint: string,
    request: Request,
    signal: AbortSignal,
    question: Question<Request, Answer>,
  ): Promise<Answer> {
    const { laws, process } = this.#life;
    const { index, pack } = request;
    const failure = (why: string): Error => new PeerError('unreachable', why);
    const body = JSON.stringify(request);
    const call = this.#life.call({
      service: 'peer',
      operation: 'ask',
      about: `${index} ${pack}`,
      failure,
      apply: async () => {
        const listener = this.#listeners.get(endpoint);
        if (listener === undefined || listener.life.isDead)
          throw new PeerError('unreachable', `nobody listens at ${endpoint}`);
        if (laws.isCut(process, listener.life.process)) return new Promise<string>(() => undefined);
        const text = await answered(this.#life, endpoint, listener, body, signal, question);
        laws.emit(listener.life.process, { type: 'peer_answered', searcher: endpoint, index, pack });
        return text;
      },
    });
    const answer = call.then((text) => question.answer.parse(JSON.parse(text)));
    return unlessGivenUp(this.#life, endpoint, answer, signal);
  }
}

/** A searcher works in its own time, and never answers if it dies meanwhile. It hears that nobody waits any more. */
function answered<Request, Answer>(
  asker: Life,
  endpoint: string,
  { life, service }: Listener,
  body: string,
  signal: AbortSignal,
  { request, ask }: Question<Request, Answer>,
): Promise<string> {
  const gone = new AbortController();
  const hangUp = (): void =>
    void life.laws.timeline.after(life.laws.latency_ms(), () => life.hear(() => gone.abort()));
  if (signal.aborted) hangUp();
  const deafen = asker.onAbort(signal, hangUp);
  const answer = new Promise<string>((resolve, reject) => {
    const work = async (): Promise<string> =>
      JSON.stringify(await ask(service, request.parse(JSON.parse(body)), gone.signal));
    const begin = (): void => {
      work().then(
        (text) => life.hear(() => resolve(text)),
        (error: unknown) => life.hear(() => reject(refused(endpoint, error))),
      );
    };
    life.hear(begin);
  });
  return answer.finally(deafen);
}

/** What a searcher answers in place of hits: nothing of an error but its code and its words. */
function refused(endpoint: string, error: unknown): PeerError {
  if (!(error instanceof PeerError))
    return new PeerError('failed', `${endpoint}: the searcher failed; its log says how`);
  return new PeerError(error.code === 'unreachable' ? 'failed' : error.code, `${endpoint}: ${error.message}`);
}

/** Whoever asked does not wait for longer than its signal. */
function unlessGivenUp<Answer>(
  asker: Life,
  endpoint: string,
  answer: Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stop = (): void =>
      reject(
        new PeerError('timeout', `${endpoint} had not answered when the call was given up`, {
          cause: signal.reason,
        }),
      );
    if (signal.aborted) stop();
    const deafen = asker.onAbort(signal, stop);
    answer.then(resolve, reject).finally(deafen);
  });
}
