import type { IndexMap } from '#core/cluster/index-map.ts';
import { type MergedHit, mergeHits } from '#core/cluster/merge-hits.ts';
import { mergeSuggestions } from '#core/cluster/merge-suggestions.ts';
import { MAX_SUGGESTIONS } from '#core/query/answer-bounds.ts';
import { type SearchSettings, suggestible, tuningBy } from '#core/settings/search-settings.ts';
import type { SettingsCache } from '#core/settings/settings-cache.ts';
import type { HitDetails, ShardHits, Suggestion } from '#ports/peer.ts';
import { AnsweredVersions } from './answered-versions.ts';
import { asMeant, meantAsTyped } from './as-meant.ts';
import { MapMoved } from './ask-replicas.ts';
import { checkRequest } from './check-request.ts';
import { type Course, shardsOf, versionsOf } from './course.ts';
import { Deadline } from './deadline.ts';
import { KnownAnswers } from './known-answers.ts';
import {
  DEPTH_MAX,
  type JointAnswer,
  type JointHit,
  type JointRequest,
  type SearchAnswer,
  type SearchHit,
  type SearchRequest,
} from './search-answer.ts';
import { IndexNotFound, IndexNotReady, NoShardAnswered, VersionChanged } from './search-errors.ts';
import { cursorText } from './search-cursor.ts';
import type { SearchLog } from './search-log.ts';
import type { SuggestAnswer, SuggestRequest } from './suggest-answer.ts';
import { type Round, Shards, type ShardsDeps } from './shards.ts';

export interface RouterDeps extends ShardsDeps {
  readonly settings: Pick<SettingsCache, 'get' | 'lastKnown'>;
  /** What others asked. */
  readonly asked: Pick<SearchLog, 'suggestions'>;
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
   * Searches one index.
   * @throws {BadQuery} {@link IndexNotFound} {@link IndexNotReady} {@link NoShardAnswered} {@link TooManySearches}; the
   *   signal's reason when it aborts.
   */
  async search({ index, ...request }: SearchRequest): Promise<SearchAnswer> {
    const { indexes, hits, ...answer } = await this.searchAll({ ...request, indexes: [index] });
    const version = indexes[0]?.version ?? 0;
    return { index, version, ...answer, hits: hits.map(withoutIndex) };
  }

  /** Searches several indexes as if they were one: words count by all of their documents. @throws as {@link search} does. */
  async searchAll(request: JointRequest): Promise<JointAnswer> {
    checkRequest(request);
    const { clock, timeout_ms } = this.#deps;
    const start_ms = clock.monotonic();
    using deadline = new Deadline(clock, timeout_ms, request.signal);
    const settings = await Promise.all(request.indexes.map((index) => this.settings(index, deadline.signal)));
    const search = Symbol('search');
    const whole = { search, request, signal: deadline.signal, until_ms: start_ms + timeout_ms };
    return await untilMapStays(request.indexes, deadline.signal, () => {
      const targets = request.indexes.map((index, n) => ({
        map: this.#mapAsked(request, index),
        ...tuningBy(settings[n]),
      }));
      return this.#searchVersions({ ...whole, targets }, start_ms);
    });
  }

  /** An answer that was given before. */
  #asKnown(answer: JointAnswer, start_ms: number): JointAnswer {
    this.#note(answer.indexes);
    const router_ms = this.#deps.clock.monotonic() - start_ms;
    return { ...answer, timings: { router_ms, searcher_ms: 0, details_ms: 0 } };
  }

  /**
   * What is set for searching an index: as it was read last, where it cannot be read now.
   * @throws {IndexNotFound} {@link IndexNotReady}, also where it never was read: what is hidden must not be found for that.
   */
  async settings(index: string, signal: AbortSignal): Promise<SearchSettings | undefined> {
    const { settings, clock, log } = this.#deps;
    // Of what is no index nothing is read, or kept in the place of one that is.
    this.#map(index);
    using soon = new Deadline(clock, SETTINGS_MS, signal);
    try {
      return (await soon.bind(settings.get(index))).search;
    } catch (err) {
      const known = settings.lastKnown(index);
      log.warn({ err, index, known: known !== undefined }, 'settings could not be read');
      if (known === undefined) throw new IndexNotReady(index, 'its settings cannot be read', { cause: err });
      return known.search;
    }
  }

  /**
   * An answer is given from these versions.
   * @throws {MapMoved} where another, begun later, was given from newer ones meanwhile.
   */
  #note(versions: JointAnswer['indexes']): void {
    if (versions.some(({ index, version }) => version < this.#answered.newest(index)))
      throw new MapMoved('a newer version was answered from');
    for (const { index, version } of versions) this.#answered.note(index, version);
  }

  /**
   * What somebody who types may be about to type. Shards that do not answer soon are left out: who types does not wait.
   * @throws {IndexNotFound} {@link IndexNotReady}
   */
  async suggest({ index, typed, limit, signal }: SuggestRequest): Promise<SuggestAnswer> {
    const { clock, timeout_ms } = this.#deps;
    const soon_ms = Math.min(timeout_ms, SUGGEST_MS);
    using deadline = new Deadline(clock, soon_ms, signal);
    const until_ms = clock.monotonic() + soon_ms;
    const settings = await this.settings(index, deadline.signal);
    const request = { indexes: [index], query: typed, limit, offset: 0, signal };
    const whole = { search: Symbol('suggest'), request, signal: deadline.signal, until_ms };
    // A text that is among the best of all is mostly among the better ones of each.
    const most = Math.min(2 * limit, MAX_SUGGESTIONS);
    const asked = settings?.analytics === false ? [] : this.#deps.asked.suggestions(index, typed, most);
    return await untilMapStays([index], deadline.signal, async () => {
      const map = this.#map(index);
      const course = { ...whole, targets: [{ map, ...tuningBy(settings) }] };
      const shards = await this.#suggested(course, asked, most);
      signal.throwIfAborted();
      this.#note(versionsOf(course));
      return {
        index,
        version: map.version,
        typed,
        suggestions: mergeSuggestions(shards, limit, asked, suggestible(settings)),
        shards: { total: map.shards.length, answered: shards.length },
      };
    });
  }

  /** Of each shard; of what was meant, where nothing is suggested of what was typed. */
  async #suggested(course: Course, asked: readonly Suggestion[], most: number): Promise<Suggestion[][]> {
    const typed = course.request.query;
    const shards = await this.#shards.suggest(course, typed, most);
    const isAny = asked.length > 0 || shards.some((list) => list.length > 0);
    const meant = isAny || shards.length === 0 ? undefined : await meantAsTyped(this.#shards, course);
    return meant === undefined ? shards : await this.#shards.suggest(course, meant, most);
  }

  async #searchVersions(asked: Course, start_ms: number): Promise<JointAnswer> {
    const { clock } = this.#deps;
    const known = this.#known.get(asked);
    if (known !== undefined) return this.#asKnown(known, start_ms);
    const meant = await asMeant(this.#shards, asked);
    const { course, round } = meant;
    const details_start_ms = clock.monotonic();
    const { lists, given, ...found } = await this.#withDetails(course, round);
    const end_ms = clock.monotonic();
    course.request.signal.throwIfAborted();
    const answered = lists.filter((list) => list !== undefined).length;
    if (answered === 0) throw noneAnswered(course, round);
    const indexes = versionsOf(course);
    this.#note(indexes);
    const answer: JointAnswer = {
      indexes,
      query: asked.request.query,
      corrected: course === asked ? null : course.request.query,
      did_you_mean: meant.did_you_mean,
      ...found,
      next: nextOf(asked, given, found.total),
      shards: { total: lists.length, answered },
      timings: {
        router_ms: end_ms - start_ms,
        searcher_ms: slowest(round),
        details_ms: lists.length > 1 ? end_ms - details_start_ms : 0,
      },
    };
    if (answered === lists.length && meant.isCertain) this.#known.keep(asked, answer);
    return answer;
  }

  /** The hits of the page, and of each shard what counts: undefined for one that did not answer the one or the other. */
  async #withDetails(
    course: Course,
    round: Round,
  ): Promise<
    Pick<JointAnswer, 'hits' | 'match' | 'total' | 'have_all' | 'facets'> & {
      readonly lists: readonly (ShardHits | undefined)[];
      /** Hits of the page, those included whose details are missing. */
      readonly given: number;
    }
  > {
    const lists = round.map((outcome) => (outcome.answered ? outcome.answer : undefined));
    const { hits: page } = mergeHits(lists, course.request);
    const known = new Map<MergedHit, HitDetails | undefined>(page.map((hit) => [hit, hit.details]));
    const wanted = Map.groupBy(
      page.filter(({ details }) => details === undefined),
      ({ list }) => list,
    );
    await Promise.all(
      wanted.entries().map(async ([list, hits]) => {
        const ids = hits.map(({ id }) => id);
        const details = await this.#shards.details(course, round, list, ids);
        if (details === undefined) lists[list] = undefined;
        else for (const [n, hit] of hits.entries()) known.set(hit, details[n]);
      }),
    );
    const { hits: _, ...counts } = mergeHits(lists, course.request);
    const shards = shardsOf(course);
    const hits = page.flatMap((hit) => withDetails(hit, shards[hit.list]?.map.index ?? '', known.get(hit)));
    return { hits, lists, given: page.length, ...counts };
  }

  /** @throws {VersionChanged} where another version is asked for. */
  #mapAsked({ indexes, versions }: JointRequest, index: string): IndexMap {
    const map = this.#map(index);
    if (versions === undefined) return map;
    const asked =
      versions.length === indexes.length ? versions.find((one) => one.index === index) : undefined;
    if (asked?.version === map.version) return map;
    throw new VersionChanged(index, asked?.version, map.version);
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
}

function noneAnswered(course: Course, round: Round): NoShardAnswered {
  const failed = round.find((outcome) => !outcome.answered);
  const cause = course.signal.aborted ? course.signal.reason : failed?.error;
  const why = cause instanceof Error ? cause.message : 'they stopped before their details were there';
  return new NoShardAnswered(course.request.indexes.join(', '), round.length, why, { cause });
}

/** Of a search of one index. */
function withoutIndex({ index: _index, ...hit }: JointHit): SearchHit {
  return hit;
}

/** Asks anew when the map moves meanwhile. @throws {IndexNotReady} when it moves faster than that. */
async function untilMapStays<Answer>(
  indexes: readonly string[],
  signal: AbortSignal,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let restart = 0; ; restart++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof MapMoved)) throw error;
      if (restart >= RESTARTS || signal.aborted)
        throw new IndexNotReady(indexes.join(', '), 'it changes faster than it can be asked', {
          cause: error,
        });
    }
  }
}

function nextOf({ request, targets }: Course, given: number, total: number): string | null {
  const offset = request.offset + request.limit;
  // The last page may be short of hits that were put together with others.
  if (given < request.limit || offset >= total || offset + request.limit > DEPTH_MAX) return null;
  return cursorText({ versions: versionsOf({ targets }), offset });
}

function slowest(round: Round): number {
  return Math.max(0, ...round.map((outcome) => (outcome.answered ? outcome.answer.took_ms : 0)));
}

function withDetails(
  { id, score, missing, parts, pinned }: MergedHit,
  index: string,
  details: HitDetails | undefined,
): JointHit[] {
  if (details === undefined) return [];
  const more = parts === undefined ? {} : { parts };
  return [{ index, id, score, pinned: pinned !== undefined, missing, ...more, ...details }];
}

/** Settings that take longer are those that were read last. */
const SETTINGS_MS = 200;
/** Who types faster sees what was suggested before. */
const SUGGEST_MS = 500;
/** A search is begun anew when the map moves under it; that happens once, unless versions come faster than answers. */
const RESTARTS = 3;
