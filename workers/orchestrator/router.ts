import type { IndexMap } from '#core/cluster/index-map.ts';
import { type MergedHit, mergeHits } from '#core/cluster/merge-hits.ts';
import { mergeSuggestions } from '#core/cluster/merge-suggestions.ts';
import { MAX_SUGGESTIONS } from '#core/query/answer-bounds.ts';
import { tuningBy } from '#core/settings/search-settings.ts';
import type { SettingsCache } from '#core/settings/settings-cache.ts';
import { type HitDetails, PeerError, type ShardHits } from '#ports/peer.ts';
import { AnsweredVersions } from './answered-versions.ts';
import { asMeant } from './as-meant.ts';
import { MapMoved } from './ask-replicas.ts';
import { checkRequest } from './check-request.ts';
import type { Course } from './course.ts';
import { Deadline } from './deadline.ts';
import { KnownAnswers } from './known-answers.ts';
import type { SearchAnswer, SearchHit, SearchRequest } from './search-answer.ts';
import { IndexNotFound, IndexNotReady, NoShardAnswered, TooManySearches } from './search-errors.ts';
import type { SuggestAnswer, SuggestRequest } from './suggest-answer.ts';
import { type Round, Shards, type ShardsDeps } from './shards.ts';

export interface RouterDeps extends ShardsDeps {
  readonly settings: Pick<SettingsCache, 'get'>;
  /** What answers that are kept may take, MB; 0 keeps none. */
  readonly cache_mb: number;
  /** Deadline of a search, retries included. */
  readonly timeout_ms: number;
}

/**
 * Sends a query to one replica of every shard, all of one version, and merges what they answer. A shard that did not
 * answer before the deadline is left out and counted.
 */
export class Router {
  readonly #deps: RouterDeps;
  readonly #shards: Shards;
  readonly #answered = new AnsweredVersions();
  readonly #known: KnownAnswers;

  constructor(deps: RouterDeps) {
    this.#deps = deps;
    this.#shards = new Shards(deps);
    this.#known = new KnownAnswers(deps.cache_mb);
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
    const tuned = await this.#tuned(request.index, deadline);
    const whole = { request, tuned, signal: deadline.signal, until_ms: start_ms + timeout_ms };
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

  /** An answer that was given before. */
  #asKnown(answer: SearchAnswer, { map }: Course, start_ms: number): SearchAnswer {
    this.#answered.note(map.index, map.version);
    const router_ms = this.#deps.clock.monotonic() - start_ms;
    return { ...answer, timings: { router_ms, searcher_ms: 0, details_ms: 0 } };
  }

  /** How the index has queries understood. Without its settings it is searched as if none were set. */
  async #tuned(index: string, deadline: Deadline): Promise<Course['tuned']> {
    try {
      return tuningBy((await deadline.bind(this.#deps.settings.get(index))).search);
    } catch (err) {
      this.#deps.log.warn({ err, index }, 'settings could not be read: searched without them');
      return tuningBy(undefined);
    }
  }

  /**
   * What somebody who types may be about to type. Shards that do not answer soon are left out: who types does not wait.
   * @throws {IndexNotFound} {@link IndexNotReady}
   */
  async suggest({ index, typed, limit, signal }: SuggestRequest): Promise<SuggestAnswer> {
    const { clock, timeout_ms } = this.#deps;
    const soon_ms = Math.min(timeout_ms, SUGGEST_MS);
    using deadline = new Deadline(clock, soon_ms, signal);
    for (let restart = 0; ; restart++) {
      const map = this.#map(index);
      const request = { index, query: typed, limit, offset: 0, signal };
      const until_ms = clock.monotonic() + soon_ms;
      const course = { request, tuned: tuningBy(undefined), map, signal: deadline.signal, until_ms };
      try {
        // A text that is among the best of all is mostly among the better ones of each.
        const shards = await this.#shards.suggest(course, typed, Math.min(2 * limit, MAX_SUGGESTIONS));
        signal.throwIfAborted();
        const counts = { total: map.shards.length, answered: shards.length };
        return {
          index,
          version: map.version,
          typed,
          suggestions: mergeSuggestions(shards, limit),
          shards: counts,
        };
      } catch (error) {
        if (!(error instanceof MapMoved) || restart >= RESTARTS || deadline.signal.aborted) throw error;
      }
    }
  }

  async #searchVersion(asked: Course, start_ms: number): Promise<SearchAnswer> {
    const { clock } = this.#deps;
    const known = this.#known.get(asked);
    if (known !== undefined) return this.#asKnown(known, asked, start_ms);
    const meant = await asMeant(this.#shards, asked);
    const { course, round } = meant;
    const details_start_ms = clock.monotonic();
    const { hits, lists, match, total, facets } = await this.#withDetails(course, round);
    const end_ms = clock.monotonic();
    course.request.signal.throwIfAborted();
    const answers = lists.filter((list) => list !== undefined);
    const refused = busyShard(round);
    if (refused !== undefined) throw new TooManySearches(refused.message, { cause: refused });
    if (answers.length === 0) throw this.#noneAnswered(course, round);
    // Another search, begun later, may have been answered from a newer version meanwhile.
    if (course.map.version < this.#answered.newest(course.map.index))
      throw new MapMoved('a newer version was answered from');
    this.#answered.note(course.map.index, course.map.version);
    const answer: SearchAnswer = {
      index: course.map.index,
      version: course.map.version,
      query: asked.request.query,
      corrected: course === asked ? null : course.request.query,
      did_you_mean: meant.did_you_mean,
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
    if (answers.length === course.map.shards.length) this.#known.keep(asked, answer);
    return answer;
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
        const details = await this.#shards.details(
          course,
          round,
          list,
          hits.map(({ id }) => id),
        );
        if (details === undefined) lists[list] = undefined;
        else for (const [n, hit] of hits.entries()) set(known, hit.id, details[n]);
      }),
    );
    const { hits: _, ...counts } = mergeHits(lists, course.request);
    return { hits: page.flatMap((hit) => withDetails(hit, known.get(hit.id))), lists, ...counts };
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

/** Why a shard was not asked, or did not look: that too many ask at once. */
function busyShard(round: Round): PeerError | undefined {
  for (const outcome of round)
    if (!outcome.answered && outcome.error instanceof PeerError && outcome.error.code === 'busy')
      return outcome.error;
  return undefined;
}

function slowest(round: Round): number {
  return Math.max(0, ...round.map((outcome) => (outcome.answered ? outcome.answer.took_ms : 0)));
}

function withDetails(
  { id, score, missing, parts, pinned }: MergedHit,
  details: HitDetails | undefined,
): SearchHit[] {
  return details === undefined
    ? []
    : [
        {
          id,
          score,
          pinned: pinned !== undefined,
          missing,
          ...(parts === undefined ? {} : { parts }),
          ...details,
        },
      ];
}

function set(known: Map<string, HitDetails>, id: string, details: HitDetails | undefined): void {
  if (details !== undefined) known.set(id, details);
}

/** Who types faster sees what was suggested before. */
const SUGGEST_MS = 500;
/** A search is begun anew when the map moves under it; that happens once, unless versions come faster than answers. */
const RESTARTS = 3;
