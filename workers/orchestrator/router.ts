import type { Logger } from 'pino';
import type { IndexMap, ReplicaMap, ShardMap } from '#core/cluster/index-map.ts';
import { type MergedHit, mergeHits } from '#core/cluster/merge-hits.ts';
import type { Clock } from '#ports/clock.ts';
import { type HitDetails, type Peer, PeerError, type ShardHits } from '#ports/peer.ts';
import { MapMoved, type ShardOutcome, type ShardQuestion, askReplicas } from './ask-replicas.ts';
import { AnsweredVersions } from './answered-versions.ts';
import { checkRequest } from './check-request.ts';
import { Deadline } from './deadline.ts';
import { ReplicaChoice } from './replica-choice.ts';
import type { SearchAnswer, SearchHit, SearchRequest } from './search-answer.ts';
import { IndexNotFound, IndexNotReady, NoShardAnswered } from './search-errors.ts';

/** The map as it is at this moment: `unknown` is an index that does not exist, `not_ready` one that cannot be asked yet. */
export interface MapSource {
  map(index: string): IndexMap | 'unknown' | 'not_ready';
}

export interface RouterDeps {
  readonly maps: MapSource;
  readonly peer: Peer;
  readonly clock: Clock;
  readonly log: Logger;
  /** Deadline of a search, retries included. */
  readonly timeout_ms: number;
}

/** One search on its way: what is asked, of which map, and until when. */
interface Course {
  readonly request: SearchRequest;
  readonly map: IndexMap;
  readonly signal: AbortSignal;
  readonly until_ms: number;
}

/** What became of asking all shards. */
interface Round {
  readonly match: 'all' | 'any';
  readonly outcomes: readonly ShardOutcome<ShardHits>[];
}

/**
 * Sends a query to one replica of every shard, all of one version, and merges what they answer. A shard that did not
 * answer before the deadline is left out and counted.
 */
export class Router {
  readonly #deps: RouterDeps;
  readonly #choice: ReplicaChoice;
  readonly #answered = new AnsweredVersions();

  constructor(deps: RouterDeps) {
    this.#deps = deps;
    this.#choice = new ReplicaChoice(deps.clock);
  }

  /**
   * @throws {BadQuery} {@link IndexNotFound} {@link IndexNotReady} {@link NoShardAnswered}; the signal's reason when it
   *   aborts.
   */
  async search(request: SearchRequest): Promise<SearchAnswer> {
    checkRequest(request);
    const { clock, timeout_ms } = this.#deps;
    const start_ms = clock.monotonic();
    using deadline = new Deadline(clock, timeout_ms, request.signal);
    const whole = { request, signal: deadline.signal, until_ms: start_ms + timeout_ms };
    for (let restart = 0; ; restart++) {
      const map = this.#map(request.index);
      try {
        return await this.#searchVersion({ ...whole, map }, start_ms);
      } catch (error) {
        if (!(error instanceof MapMoved)) throw error;
        if (restart >= RESTARTS || deadline.signal.aborted) {
          throw new IndexNotReady(request.index, 'it changes faster than it can be asked');
        }
      }
    }
  }

  async #searchVersion(course: Course, start_ms: number): Promise<SearchAnswer> {
    const { clock } = this.#deps;
    const { all, round } = await this.#rounds(course);
    const details_start_ms = clock.monotonic();
    const { hits, lists } = await this.#withDetails(course, round);
    const end_ms = clock.monotonic();
    course.request.signal.throwIfAborted();
    const answers = lists.filter((list) => list !== undefined);
    if (answers.length === 0) throw this.#noneAnswered(course, round);
    // Another search, begun later, may have been answered from a newer version meanwhile.
    if (course.map.version < this.#answered.newest(course.map.index))
      throw new MapMoved('a newer version was answered from');
    this.#answered.note(course.map.index, course.map.version);
    return {
      index: course.map.index,
      version: course.map.version,
      query: course.request.query,
      match: round.match,
      total: answers.reduce((sum, list) => sum + list.total, 0),
      hits,
      shards: { total: course.map.shards.length, answered: answers.length },
      timings: {
        router_ms: end_ms - start_ms,
        searcher_ms: slowest(all) + (round === all ? 0 : slowest(round)),
        details_ms: course.map.shards.length > 1 ? end_ms - details_start_ms : 0,
      },
    };
  }

  /** Asks for all words, and then for any if there was nothing; within its share of the time. */
  async #rounds(course: Course): Promise<{ all: Round; round: Round }> {
    const { clock } = this.#deps;
    const now_ms = clock.monotonic();
    const share_ms = (course.until_ms - now_ms) * (course.map.shards.length > 1 ? SEARCH_SHARE : 1);
    using deadline = new Deadline(clock, share_ms, course.signal);
    const part = { ...course, signal: deadline.signal, until_ms: now_ms + share_ms };
    const all = await this.#round(part, 'all');
    return { all, round: isEmpty(all) ? await this.#orAny(part, all) : all };
  }

  /** Nothing has all words: what has any? Without an answer to that in time, nothing it is. */
  async #orAny(course: Course, all: Round): Promise<Round> {
    if (course.signal.aborted) return all;
    const any = await this.#round(course, 'any', all);
    return any.outcomes.some(({ answered }) => answered) ? any : all;
  }

  /**
   * Asks all shards, but for those that were silent in the round before: they may have documents with all words, so they
   * count as silent still.
   */
  async #round(course: Course, match: 'all' | 'any', before?: Round): Promise<Round> {
    const { index, query, limit, offset } = course.request;
    const depth = offset + limit;
    const details_from = course.map.shards.length === 1 ? offset : depth;
    const outcomes = await Promise.all(
      course.map.shards.map(async (shard, n) => {
        const silent = before?.outcomes[n];
        if (silent?.answered === false) return silent;
        return this.#ask(course, shard, undefined, async ({ endpoint }, signal) => {
          const question = { index, pack: shard.pack, query, match, limit: depth, details_from };
          const answer = await this.#deps.peer.search(endpoint, question, signal);
          if (answer.hits.slice(details_from).every(({ details }) => details !== undefined)) return answer;
          throw new PeerError('failed', `the searcher at ${endpoint} left out the details of a hit`);
        });
      }),
    );
    return { match, outcomes };
  }

  /** The hits of the page, and of each shard what counts: undefined for one that did not answer the one or the other. */
  async #withDetails(
    course: Course,
    round: Round,
  ): Promise<{ hits: SearchHit[]; lists: (ShardHits | undefined)[] }> {
    const lists = round.outcomes.map((outcome) => (outcome.answered ? outcome.answer : undefined));
    const { offset, limit } = course.request;
    const page = mergeHits(
      lists.map((list) => list?.hits ?? []),
      offset,
      limit,
    );
    const known = new Map<string, HitDetails>();
    for (const hit of page) if (hit.details !== undefined) known.set(hit.id, hit.details);
    const wanted = Map.groupBy(
      page.filter(({ details }) => details === undefined),
      ({ list }) => list,
    );
    await Promise.all(
      wanted.entries().map(async ([list, hits]) => {
        const details = await this.#details(course, round, list, hits);
        if (details === undefined) lists[list] = undefined;
        else for (const [n, hit] of hits.entries()) set(known, hit.id, details[n]);
      }),
    );
    return { hits: page.flatMap((hit) => withDetails(hit, known.get(hit.id))), lists };
  }

  async #details(
    course: Course,
    round: Round,
    list: number,
    hits: readonly MergedHit[],
  ): Promise<readonly HitDetails[] | undefined> {
    const shard = course.map.shards[list];
    const found = round.outcomes[list];
    if (shard === undefined || found?.answered !== true) return undefined;
    const { index, query } = course.request;
    const ids = hits.map(({ id }) => id);
    const outcome = await this.#ask(course, shard, found.replica, async ({ endpoint }, signal) => {
      const details = await this.#deps.peer.details(
        endpoint,
        { index, pack: shard.pack, query, ids },
        signal,
      );
      if (details.length === ids.length) return details;
      throw new PeerError('failed', `the searcher at ${endpoint} left out the details of a hit`);
    });
    return outcome.answered ? outcome.answer : undefined;
  }

  #ask<Answer>(
    course: Course,
    shard: ShardMap,
    first: ReplicaMap | undefined,
    ask: ShardQuestion<Answer>['ask'],
  ): Promise<ShardOutcome<Answer>> {
    const { log, clock } = this.#deps;
    const { index, version } = course.map;
    const question: ShardQuestion<Answer> = {
      shard,
      ...(first === undefined ? {} : { first }),
      ask,
      current: () => this.#replicas(course.map, shard),
      onFailure: ({ searcher }, error) => {
        log.warn({ index, version, shard: shard.shard, searcher, err: error }, 'a searcher did not answer');
      },
    };
    return askReplicas(question, this.#choice, clock, course);
  }

  #replicas(asked: IndexMap, shard: ShardMap): readonly ReplicaMap[] | undefined {
    const now = this.#deps.maps.map(asked.index);
    if (now === 'unknown') throw new IndexNotFound(asked.index);
    // An orchestrator that just lost its role knows nothing; the replicas known before may live.
    if (now === 'not_ready') return shard.replicas;
    if (now.version !== asked.version) return undefined;
    return now.shards.find((other) => other.shard === shard.shard)?.replicas;
  }

  #map(index: string): IndexMap {
    const map = this.#deps.maps.map(index);
    if (map === 'unknown') throw new IndexNotFound(index);
    if (map === 'not_ready')
      throw new IndexNotReady(index, 'no version is loaded on all the searchers it needs');
    const answered = this.#answered.newest(index);
    if (map.version >= answered) return map;
    throw new IndexNotReady(
      index,
      `version ${answered} was answered from before, and only ${map.version} is loaded`,
    );
  }

  #noneAnswered(course: Course, round: Round): NoShardAnswered {
    const failed = round.outcomes.find((outcome) => !outcome.answered);
    const cause = course.signal.aborted ? course.signal.reason : failed?.error;
    const why = cause instanceof Error ? cause.message : 'they stopped before their details were there';
    return new NoShardAnswered(course.map.index, course.map.shards.length, why, { cause });
  }
}

function isEmpty(round: Round): boolean {
  const answers = round.outcomes.filter((outcome) => outcome.answered);
  return answers.length > 0 && answers.every(({ answer }) => answer.total === 0);
}

function slowest(round: Round): number {
  return Math.max(0, ...round.outcomes.map((outcome) => (outcome.answered ? outcome.answer.took_ms : 0)));
}

function withDetails({ id, score }: MergedHit, details: HitDetails | undefined): SearchHit[] {
  return details === undefined ? [] : [{ id, score, ...details }];
}

function set(known: Map<string, HitDetails>, id: string, details: HitDetails | undefined): void {
  if (details !== undefined) known.set(id, details);
}

/** Part of the time for finding hits; the rest is for the details of those that were found, when shards hang. */
const SEARCH_SHARE = 0.8;
/** A search is begun anew when the map moves under it; that happens once, unless versions come faster than answers. */
const RESTARTS = 3;
