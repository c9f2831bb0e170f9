import { changeSettings, patched } from '#app/http/index-settings.ts';
import { startCrawl } from '#app/http/start-crawl.ts';
import { cancelCrawl } from '#core/tables/crawls.ts';
import { Outbox } from '#runtime/outbox.ts';
import type { SearchRequest } from '#workers/orchestrator/search-answer.ts';
import type { EventOf } from '../kernel/event.ts';
import { Life } from '../kernel/life.ts';
import type { Seeded } from '../kernel/seeded.ts';
import type { Api, LifePorts, World } from '../world.ts';
import type { Client } from './action.ts';

/** Nobody waits for longer than this. */
const PATIENCE_MS = 30_000;

/** How likely a client asks the active orchestrator, and stays with one that is a standby by now. */
const STAYS = 0.8;

class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly code = 'no_answer';
}

/** A client of a world: it sends messages by itself, and asks the API of some process, the same one while that lives. */
export class SimClient implements Client {
  readonly name: string;
  readonly #world: World;
  readonly #life: Life;
  readonly #ports: LifePorts;
  readonly #outbox: Outbox;
  readonly #chance: Seeded;
  #api: Api | undefined;

  constructor(world: World, name: string) {
    this.name = name;
    this.#world = world;
    this.#chance = world.chance.fork(name);
    this.#life = new Life(name, world.laws, { rate: 1, wall_offset_ms: 0, isMortal: false });
    this.#ports = world.ports(this.#life);
    this.#outbox = new Outbox({ ...this.#ports, names: world.names });
  }

  sleep(ms: number): Promise<void> {
    return this.#ports.clock.sleep(ms);
  }

  id(): string {
    return this.#ports.random.id();
  }

  post: Client['post'] = (...messages) => this.#outbox.send(messages);

  postRaw: Client['postRaw'] = async (queue, body) => {
    const real = this.#world.names.of(queue);
    const routing = real.endsWith('.fifo') ? { group: 'raw', dedup_id: this.id() } : {};
    await this.#ports.queue.send(real, [{ body, ...routing }]);
  };

  startCrawl: Client['startCrawl'] = (request) =>
    this.#ask(async ({ services }) => (await startCrawl(services, request)).crawl_id);

  cancelCrawl: Client['cancelCrawl'] = (crawl_id) =>
    this.#ask(({ services }) => cancelCrawl(services.table, crawl_id));

  changeSettings: Client['changeSettings'] = (index, patch) =>
    this.#ask(async ({ services }) => {
      await changeSettings(services, index, {}, patched(patch));
    });

  search: Client['search'] = async (request) => {
    const api = this.#anApi();
    if (api === undefined) return;
    const begun_at_ms = this.#world.now();
    const tell = (answer: EventOf<'answered'>['answer']): void =>
      this.#tellAnswer(api, request, begun_at_ms, answer);
    const search = async (): Promise<void> => {
      try {
        const { version, total, hits, shards } = await api.search({
          ...request,
          signal: new AbortController().signal,
        });
        tell({ version, total, ids: hits.map(({ id }) => id), shards });
      } catch (error) {
        tell({ error: codeOf(error) });
      }
    };
    await this.#call(api, search);
  };

  movePack: Client['movePack'] = () =>
    this.#ask(async ({ services }) => {
      const { indexes, searchers } = services.cluster();
      const moves = indexes.flatMap(({ index, shards }) =>
        shards.flatMap(({ pack, replicas }) =>
          replicas.flatMap(({ searcher: from }) =>
            searchers
              .filter(({ id }) => replicas.every(({ searcher }) => searcher !== id))
              .map(({ id: to }) => ({ index, pack, from, to })),
          ),
        ),
      );
      if (moves.length > 0) await services.move(this.#chance.pick(moves));
    });

  tell(action: string, detail: string, accepted: boolean): void {
    this.#world.emit(this.name, { type: 'client', action, detail, accepted });
  }

  #tellAnswer(
    { name: router }: Api,
    { index, query, limit, offset }: Omit<SearchRequest, 'signal'>,
    begun_at_ms: number,
    answer: EventOf<'answered'>['answer'],
  ): void {
    this.#world.emit(this.name, {
      type: 'answered',
      router,
      index,
      query,
      limit,
      offset,
      begun_at_ms,
      answer,
    });
  }

  #anApi(): Api | undefined {
    const now = this.#api;
    if (now !== undefined && !now.life.isDead && (now.isActive() || this.#chance.chance(STAYS))) return now;
    const up = this.#world.routers();
    const active = up.filter((api) => api.isActive());
    const among = active.length > 0 && this.#chance.chance(STAYS) ? active : up;
    this.#api = among.length === 0 ? undefined : this.#chance.pick(among);
    return this.#api;
  }

  async #ask<Result>(what: (api: Api) => Promise<Result>): Promise<Result> {
    const api = this.#anApi();
    if (api === undefined) throw new NoAnswer('no API is up');
    return this.#call(api, () => what(api));
  }

  /** One call over the network, given up after a while. */
  #call<Result>({ life }: Api, what: () => Promise<Result>): Promise<Result> {
    const { timeline } = this.#world;
    // A process that stands still begins later.
    const apply = (): Promise<Result> =>
      new Promise((resolve, reject) => {
        life.hear(() => void what().then(resolve, reject));
      });
    return new Promise((resolve, reject) => {
      const giveUp = timeline.after(PATIENCE_MS, () => reject(new NoAnswer('no answer in time')));
      this.#life
        .call({ service: 'peer', operation: 'api', about: this.name, apply })
        .then(resolve, reject)
        .finally(giveUp);
    });
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
