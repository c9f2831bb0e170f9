import type { Logger } from 'pino';
import type { IndexMap, ReplicaMap, ShardMap } from '#core/cluster/index-map.ts';
import { type MergedHit, mergeHits } from '#core/cluster/merge-hits.ts';
import { type Statistics, sumStatistics } from '#core/query/statistics.ts';
import type { Clock } from '#ports/clock.ts';
import { type HitDetails, type Peer, PeerError, type ShardHits } from '#ports/peer.ts';
import { MapMoved, type ShardOutcome, type ShardQuestion, askReplicas } from './ask-replicas.ts';
import { AnsweredVersions } from './answered-versions.ts';
import { checkRequest } from './check-request.ts';
import { Deadline } from './deadline.ts';
import { KnownStatistics } from './known-statistics.ts';
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

/** How many documents have the words of a query, of the shards that told. */
interface Counted {
  readonly statistics: Statistics;
  /** By shard; none where it was known. */
  readonly outcomes: readonly ShardOutcome<Statistics>[];
}

/** What became of asking all shards. */
type Round = readonly ShardOutcome<ShardHits>[];

/**
 * Sends a query to one replica of every shard, all of one version, and merges what they answer. A shard that did not
 * answer before the deadline is left out and counted.
 */
export class Router {
  readonly #deps: RouterDeps;
  readonly #choice: ReplicaChoice;
  readonly #answered = new AnsweredVersions();
  readonly #statistics = new KnownStatistics();

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
    const round = await this.#searched(course);
    const details_start_ms = clock.monotonic();
    const { hits, lists, match, total, facets } = await this.#withDetails(course, round);
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
      match,
      total,
      facets,
      hits,
      shards: { total: course.map.shards.length, answered: answers.length },
      timings: {
        router_ms: end_ms - start_ms,
        searcher_ms: slowest(round),
        details_ms: course.map.shards.length > 1 ? end_ms - details_start_ms : 0,
      },
    };
  }

  /** Asks all shards, within their share of the time. */
  async #searched(course: Course): Promise<Round> {
    const { clock } = this.#deps;
    const now_ms = clock.monotonic();
    const isAlone = course.map.shards.length === 1;
    const share_ms = (course.until_ms - now_ms) * (isAlone ? 1 : SEARCH_SHARE);
    using deadline = new Deadline(clock, share_ms, course.signal);
    const part = { ...course, signal: deadline.signal, until_ms: now_ms + share_ms };
    const counted = isAlone ? undefined : await this.#counted(part, share_ms);
    const { index, query, limit, offset, filters, facets, sort } = course.request;
    const more = given({ filters, facets, sort });
    const depth = offset + limit;
    const details_from = isAlone ? offset : depth;
    return Promise.all(
      course.map.shards.map(async (shard, n) => {
        // It may have documents that weigh words otherwise: one that is silent once counts as silent still.
        const silent = counted?.outcomes[n];
        if (silent?.answered === false) return silent;
        return this.#ask(part, shard, undefined, async ({ endpoint }, signal) => {
          const statistics = counted === undefined ? {} : { statistics: counted.statistics };
          const question = {
            index,
            pack: shard.pack,
            query,
            ...more,
            ...statistics,
            limit: depth,
            details_from,
          };
          const answer = await this.#deps.peer.search(endpoint, question, signal);
          if (answer.hits.slice(details_from).every(({ details }) => details !== undefined) || !isAlone)
            return answer;
          throw new PeerError('failed', `the searcher at ${endpoint} left out the details of a hit`);
        });
      }),
    );
  }

  /** Has all shards count the words of the query, unless that was done for the version before. */
  async #counted(course: Course, whole_ms: number): Promise<Counted> {
    const { index, version, shards } = course.map;
    const { query } = course.request;
    const known = this.#statistics.get(index, version, query);
    if (known !== undefined) return { statistics: known, outcomes: [] };
    const { clock } = this.#deps;
    const share_ms = whole_ms * COUNT_SHARE;
    using deadline = new Deadline(clock, share_ms, course.signal);
    const part = { ...course, signal: deadline.signal, until_ms: clock.monotonic() + share_ms };
    const outcomes = await Promise.all(
      shards.map((shard) =>
        this.#ask(part, shard, undefined, ({ endpoint }, signal) =>
          this.#deps.peer.statistics(endpoint, { index, pack: shard.pack, query }, signal),
        ),
      ),
    );
    const statistics = sumStatistics(
      outcomes.flatMap((outcome) => (outcome.answered ? [outcome.answer] : [])),
    );
    if (outcomes.every(({ answered }) => answered)) this.#statistics.keep(index, version, query, statistics);
    return { statistics, outcomes };
  }

  /** The hits of the page, and of each shard what counts: undefined for one that did not answer the one or the other. */
  async #withDetails(
    course: Course,
    round: Round,
  ): Promise<
    Pick<SearchAnswer, 'hits' | 'match' | 'total' | 'facets'> & { lists: (ShardHits | undefined)[] }
  > {
    const lists = round.map((outcome) => (outcome.answered ? outcome.answer : undefined));
    const { hits: page } = mergeHits(lists, course.request);
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
    const { hits: _, ...counts } = mergeHits(lists, course.request);
    return { hits: page.flatMap((hit) => withDetails(hit, known.get(hit.id))), lists, ...counts };
  }

  async #details(
    course: Course,
    round: Round,
    list: number,
    hits: readonly MergedHit[],
  ): Promise<readonly HitDetails[] | undefined> {
    const shard = course.map.shards[list];
    const found = round[list];
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
    const failed = round.find((outcome) => !outcome.answered);
    const cause = course.signal.aborted ? course.signal.reason : failed?.error;
    const why = cause instanceof Error ? cause.message : 'they stopped before their details were there';
    return new NoShardAnswered(course.map.index, course.map.shards.length, why, { cause });
  }
}

/** Without what is not asked for. */
function given({ filters, facets, sort }: Pick<SearchRequest, 'filters' | 'facets' | 'sort'>) {
  return {
    ...(filters === undefined ? {} : { filters }),
    ...(facets === undefined ? {} : { facets }),
    ...(sort === undefined ? {} : { sort }),
  };
}

function slowest(round: Round): number {
  return Math.max(0, ...round.map((outcome) => (outcome.answered ? outcome.answer.took_ms : 0)));
}

function withDetails({ id, score }: MergedHit, details: HitDetails | undefined): SearchHit[] {
  return details === undefined ? [] : [{ id, score, ...details }];
}

function set(known: Map<string, HitDetails>, id: string, details: HitDetails | undefined): void {
  if (details !== undefined) known.set(id, details);
}

/** Part of the time for finding hits; the rest is for the details of those that were found, when shards hang. */
const SEARCH_SHARE = 0.8;
/** Part of that for counting words: a shard that hangs then leaves time for the others. */
const COUNT_SHARE = 0.5;
/** A search is begun anew when the map moves under it; that happens once, unless versions come faster than answers. */
const RESTARTS = 3;
