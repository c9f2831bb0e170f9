import type { Logger } from 'pino';
import type { Statistics } from '#ports/question.ts';
import type { IndexMap, ReplicaMap, ShardMap } from '#core/cluster/index-map.ts';
import { sumNearWords } from '#core/query/corrections.ts';
import { sumStatistics } from '#core/query/statistics.ts';
import { tunedOnlyBy } from '#core/query/tuning.ts';
import type { Clock } from '#ports/clock.ts';
import {
  type HitDetails,
  type NearWord,
  type Peer,
  PeerError,
  type ShardHits,
  type Suggestion,
} from '#ports/peer.ts';
import { type ShardOutcome, type ShardQuestion, askReplicas } from './ask-replicas.ts';
import { type Course, type TargetShard, inPart, shardsOf } from './course.ts';
import { Hedging } from './hedging.ts';
import { KnownStatistics } from './known-statistics.ts';
import { ReplicaChoice } from './replica-choice.ts';
import type { JointRequest } from './search-answer.ts';
import { IndexNotFound, TooManySearches } from './search-errors.ts';

/** The map as it is at this moment: `unknown` is an index that does not exist, `not_ready` one that cannot be asked yet. */
export interface MapSource {
  map(index: string): IndexMap | 'unknown' | 'not_ready';
}

export interface ShardsDeps {
  readonly maps: MapSource;
  readonly peer: Peer;
  readonly clock: Clock;
  readonly log: Logger;
  /** Searches that may have questions under way at one searcher. */
  readonly searcher_searches: number;
}

/** What became of asking all shards, in their order. */
export type Round<Answer = ShardHits> = readonly ShardOutcome<Answer>[];

/** What a query found, and the statistics by which it did. */
export interface Found {
  readonly round: Round;
  readonly statistics: Statistics;
}

/** How many documents have the words of a query, of the shards that told. */
interface Counted {
  readonly statistics: Statistics;
  /** By shard; none where it was known. */
  readonly outcomes: Round<Statistics>;
}

/** Asks the shards of indexes, of each one replica, and another one if that does not answer. */
export class Shards {
  readonly #deps: ShardsDeps;
  readonly #choice: ReplicaChoice;
  readonly #statistics = new KnownStatistics();
  /** By the kind of question. */
  readonly #hedging = {
    statistics: new Hedging(),
    search: new Hedging(),
    near: new Hedging(),
    suggest: new Hedging(),
    details: new Hedging(),
  };

  constructor(deps: ShardsDeps) {
    this.#deps = deps;
    this.#choice = new ReplicaChoice(deps.clock, deps.searcher_searches);
  }

  /** Searches all shards, within their share of the time. @throws {TooManySearches} as soon as one of them says so. */
  search(course: Course): Promise<Found> {
    const isAlone = shardsOf(course).length === 1;
    const share = isAlone ? 1 : SEARCH_SHARE;
    return inPart(this.#deps.clock, course, share, (part) => this.#search(part, isAlone));
  }

  async #search(part: Course, isAlone: boolean): Promise<Found> {
    const counted = isAlone ? undefined : await this.counted(part);
    const statistics = counted === undefined ? {} : { statistics: counted.statistics };
    const { limit, offset } = part.request;
    const depth = offset + limit;
    const details_from = isAlone ? offset : depth;
    const asked = { ...given(part.request), ...statistics, limit: depth, details_from };
    const round = await Promise.all(
      shardsOf(part).map(async (shard, n) => {
        // It may have documents that weigh words otherwise: one that is silent once counts as silent still.
        const silent = counted?.outcomes[n];
        if (silent?.answered === false) return silent;
        return this.#ask('search', part, shard, async (endpoint, pack, signal) => {
          const question = { ...pack, ...shard.tuned(part.request.query), ...asked };
          const answer = await this.#deps.peer.search(endpoint, question, signal);
          if (answer.hits.slice(details_from).every(({ details }) => details !== undefined) || !isAlone)
            return answer;
          throw new PeerError('failed', `the searcher at ${endpoint} left out the details of a hit`);
        });
      }),
    );
    refuseIfBusy(round);
    const [alone] = round;
    const own = alone?.answered === true ? alone.answer.statistics : undefined;
    return { round, statistics: counted?.statistics ?? own ?? NO_STATISTICS };
  }

  /** Has all shards count the words of the query, unless that was done for the same versions before. */
  async counted(course: Course): Promise<Counted> {
    const known = this.#statistics.get(course);
    if (known !== undefined) return { statistics: known, outcomes: [] };
    const { query } = course.request;
    const outcomes = await inPart(this.#deps.clock, course, COUNT_SHARE, (part) =>
      this.#askAll('statistics', part, (endpoint, pack, signal, { tuned }) =>
        this.#deps.peer.statistics(endpoint, { ...pack, ...tunedOnlyBy(tuned(query), ['synonyms']) }, signal),
      ),
    );
    refuseIfBusy(outcomes);
    const statistics = sumStatistics(
      outcomes.flatMap((outcome) => (outcome.answered ? [outcome.answer] : [])),
    );
    if (outcomes.every(({ answered }) => answered)) this.#statistics.keep(course, statistics);
    return { statistics, outcomes };
  }

  /** Words of all shards near to each of some; undefined where not all shards answer. */
  async near(course: Course, words: readonly string[]): Promise<NearWord[][] | undefined> {
    const outcomes = await inPart(this.#deps.clock, course, NEAR_SHARE, (part) =>
      this.#askAll('near', part, (endpoint, pack, signal) =>
        this.#deps.peer.near(endpoint, { ...pack, words }, signal),
      ),
    );
    const near = outcomes.flatMap((outcome) => (outcome.answered ? [outcome.answer] : []));
    if (near.length < outcomes.length) return undefined;
    return words.map((_, n) => sumNearWords(near.map((shard) => shard[n] ?? [])));
  }

  /** What may be suggested of each shard that answers in time. */
  async suggest(course: Course, typed: string, most: number): Promise<Suggestion[][]> {
    const outcomes = await this.#askAll('suggest', course, (endpoint, pack, signal, { tuned }) => {
      const { hidden } = tuned(typed).tuning ?? {};
      const asked = hidden === undefined ? { typed, most } : { typed, most, hidden };
      return this.#deps.peer.suggest(endpoint, { ...pack, ...asked }, signal);
    });
    return outcomes.flatMap((outcome) => (outcome.answered ? [outcome.answer] : []));
  }

  /** Details of some hits of a shard, of the replica that found them; undefined if it does not answer. */
  async details(
    course: Course,
    round: Round,
    list: number,
    ids: readonly string[],
  ): Promise<readonly HitDetails[] | undefined> {
    const shard = shardsOf(course)[list];
    const found = round[list];
    if (shard === undefined || found?.answered !== true) return undefined;
    // Where some shards did not tell theirs, each goes by its own: the answer is partial anyway.
    const statistics = this.#statistics.get(course);
    const asked = {
      ...tunedOnlyBy(shard.tuned(course.request.query), ['ranking', 'synonyms']),
      ...(statistics === undefined ? {} : { statistics }),
    };
    const ask: AskShard<HitDetails[]> = async (endpoint, pack, signal) => {
      const details = await this.#deps.peer.details(endpoint, { ...pack, ...asked, ids }, signal);
      if (details.length === ids.length) return details;
      throw new PeerError('failed', `the searcher at ${endpoint} left out the details of a hit`);
    };
    const outcome = await this.#ask('details', course, shard, ask, found.replica);
    return outcome.answered ? outcome.answer : undefined;
  }

  #askAll<Answer>(kind: Kind, course: Course, ask: AskShard<Answer>): Promise<Round<Answer>> {
    return Promise.all(shardsOf(course).map((shard) => this.#ask(kind, course, shard, ask)));
  }

  /** @param first a replica that is asked before others. */
  #ask<Answer>(
    kind: Kind,
    course: Course,
    target: TargetShard,
    ask: AskShard<Answer>,
    first?: ReplicaMap,
  ): Promise<ShardOutcome<Answer>> {
    const { log, clock } = this.#deps;
    const { map, shard } = target;
    const { index, version } = map;
    const question: ShardQuestion<Answer> = {
      shard,
      ...(first === undefined ? {} : { first }),
      hedging: this.#hedging[kind],
      // What takes a searcher longest says the most of it.
      timed: kind === 'search',
      search: course.search,
      ask: ({ endpoint }, signal) => ask(endpoint, { index, pack: shard.pack }, signal, target),
      current: () => this.#replicas(map, shard),
      onFailure: ({ searcher }, error) => {
        log.warn({ index, version, shard: shard.shard, searcher, err: error }, 'a searcher did not answer');
      },
    };
    return askReplicas(question, { choice: this.#choice, clock }, course);
  }

  #replicas(asked: IndexMap, shard: ShardMap): readonly ReplicaMap[] | undefined {
    const now = this.#deps.maps.map(asked.index);
    if (now === 'unknown') throw new IndexNotFound(asked.index);
    // An orchestrator that just lost its role knows nothing; the replicas known before may live.
    if (now === 'not_ready') return shard.replicas;
    if (now.version !== asked.version) return undefined;
    return now.shards.find((other) => other.shard === shard.shard)?.replicas;
  }
}

/** What shards are asked. */
type Kind = 'statistics' | 'search' | 'near' | 'suggest' | 'details';

/** @throws {TooManySearches} where a shard was not asked, or did not look, because too many ask at once. */
function refuseIfBusy(round: Round<unknown>): void {
  for (const outcome of round)
    if (!outcome.answered && outcome.error instanceof PeerError && outcome.error.code === 'busy')
      throw new TooManySearches(outcome.error.message, { cause: outcome.error });
}

/** Asks a replica of a shard something. */
type AskShard<Answer> = (
  endpoint: string,
  pack: { readonly index: string; readonly pack: string },
  signal: AbortSignal,
  target: TargetShard,
) => Promise<Answer>;

/** Without what is not asked for. */
function given({ filters, facets, sort, collapse, explain }: JointRequest) {
  return {
    ...(filters === undefined ? {} : { filters }),
    ...(facets === undefined ? {} : { facets }),
    ...(sort === undefined ? {} : { sort }),
    ...(collapse === undefined ? {} : { collapse }),
    ...(explain === undefined ? {} : { explain }),
  };
}

/** Part of the time for finding hits; the rest is for the details of those that were found, when shards hang. */
const SEARCH_SHARE = 0.8;
/** Part of that for counting words: a shard that hangs then leaves time for the others. */
const COUNT_SHARE = 0.5;
/** Part of what is left for finding words that may be meant. */
const NEAR_SHARE = 0.4;
const NO_STATISTICS: Statistics = { documents: 0, length: 0, languages: [], words: {} };
