import { TimeHistogram } from '#core/crawl/time-histogram.ts';
import { type ClickedPage, type DaySearches, NO_TOTALS, type SearchTotals, dayOf } from './day-searches.ts';
import { Frequent } from './frequent.ts';
import { fitting } from './fitting.ts';
import { queryText } from './query-text.ts';

/** A search as it was answered. */
export interface FoundSearch {
  readonly query: string;
  /** Hits passed over: a page behind the first is no other search. */
  readonly offset: number;
  /** False for what is typed so far, and for tests: clicks in its answer count all the same. */
  readonly counted: boolean;
  readonly total: number;
  readonly partial: boolean;
  readonly corrected: boolean;
  readonly took_ms: number;
  readonly urls: readonly string[];
}

/** A hit that somebody followed. */
export interface Click {
  readonly query: string;
  readonly url: string;
  /** Among the hits, from 1 on. */
  readonly position: number;
}

/** What waits to be written, of one day. */
export interface DueDay {
  readonly day: string;
  readonly counts: DaySearches;
  /** To be given to `wrote`. */
  readonly changes: number;
}

/** Queries that are held, of an index: what is asked most stays. */
const MOST_QUERIES = 1000;
const MOST_PAGES = 300;
const MOST_PAGES_OF_QUERY = 5;
/** Places of hits by which a click is checked. */
const MOST_GIVEN = 50;
/** Clicks that an answer lets count. */
const CLICKS_OF_ANSWER = 3;
const MOST_CLICKS_LEFT = 1000;
/** Askings that are closer to each other may be one person's. */
const APART_MS = 600_000;
/** Days that could not be written; before them nothing was for two days. */
const MOST_ENDED = 3;

type Places = Pick<ClickedPage, 'clicks' | 'positions'>;

class AskedQuery {
  asked = 0;
  without_result = 0;
  clicks = 0;
  positions = 0;
  pages: Frequent<Places> | undefined;
  /** How often it was asked with {@link APART_MS} between, on this day and before. */
  times = 0;
  last_ms = -Infinity;
  /** It was written down before. */
  isKnown = false;
  /** Hashes of the URLs that were given for it last, by place; and of others before: the same is asked in another order, or narrowed. */
  readonly #given: number[] = [];
  readonly #given_before: number[] = [];
  clicks_left = 0;

  give(place: number, hash: number): void {
    const last = this.#given[place];
    if (last === undefined || last === hash) this.#given[place] = hash;
    else [this.#given[place], this.#given_before[place]] = [hash, last];
  }

  wasGiven(place: number, hash: number): boolean {
    return this.#given[place] === hash || this.#given_before[place] === hash;
  }
}

/** How an index is searched, as it is counted in memory. What is asked for the first times is in no other place. */
export class IndexSearches {
  readonly #times: number;
  #day = '';
  #totals: Mutable<SearchTotals> = { ...NO_TOTALS };
  #took = new TimeHistogram();
  readonly #queries = new Frequent(MOST_QUERIES, () => new AskedQuery());
  #pages = newPages();
  #ended: DueDay[] = [];
  /** Counts what was noted on this day; and how much of that is written. */
  #changes = 0;
  #written = 0;

  /** @param times that a query must have been asked, ten minutes apart, before its text is given to anybody. */
  constructor(times: number) {
    this.#times = times;
  }

  /** Queries that are held. */
  get size(): number {
    return this.#queries.size;
  }

  note(found: FoundSearch, now_ms: number): void {
    this.#comeTo(now_ms);
    const isSearch = found.counted && found.offset === 0;
    if (isSearch) this.#add(found);
    const text = queryText(found.query);
    const query = text === undefined ? undefined : this.#queries.see(text, isSearch ? 1 : 0);
    if (query === undefined) return;
    for (const [n, url] of found.urls.entries())
      if (found.offset + n < MOST_GIVEN) query.give(found.offset + n, hashOf(url));
    query.clicks_left = Math.min(query.clicks_left + CLICKS_OF_ANSWER, MOST_CLICKS_LEFT);
    if (!isSearch) return;
    query.asked += 1;
    query.without_result += Number(found.total === 0);
    if (now_ms - query.last_ms < APART_MS) return;
    query.times += 1;
    query.last_ms = now_ms;
  }

  #add({ total, partial, corrected, took_ms }: FoundSearch): void {
    this.#totals.searches += 1;
    this.#totals.without_result += Number(total === 0);
    this.#totals.partial += Number(partial);
    this.#totals.corrected += Number(corrected);
    this.#took.add(Math.max(0, took_ms));
    this.#changes += 1;
  }

  /**
   * Counts a click, if the page was given there for the query of late, and no more than three for an answer: whoever makes clicks up
   * must make up the searches, too.
   */
  click({ query: asked, url, position }: Click, now_ms: number): void {
    this.#comeTo(now_ms);
    const text = queryText(asked);
    const query = text === undefined ? undefined : this.#queries.get(text);
    if (query === undefined || query.clicks_left === 0 || !query.wasGiven(position - 1, hashOf(url))) return;
    query.clicks_left -= 1;
    query.pages ??= new Frequent<Places>(MOST_PAGES_OF_QUERY, () => ({ clicks: 0, positions: 0 }));
    for (const places of [query, query.pages.see(url), this.#pages.see(url)]) {
      if (places === undefined) continue;
      places.clicks += 1;
      places.positions += position;
    }
    this.#totals.clicks += 1;
    this.#changes += 1;
  }

  /** These texts are written down already: they need not be asked anew so many times. */
  know(texts: Pick<ReadonlySet<string>, 'has'>): void {
    for (const [text, query] of this.#queries.entries()) query.isKnown ||= texts.has(text);
  }

  /** What was counted and is not written, the earliest day first. */
  due(now_ms: number): DueDay[] {
    this.#comeTo(now_ms);
    return this.#changes === this.#written ? [...this.#ended] : [...this.#ended, this.#today()];
  }

  /** A day was written as `due` had it. */
  wrote({ day, changes }: Pick<DueDay, 'day' | 'changes'>): void {
    if (day === this.#day) this.#written = changes;
    else this.#ended = this.#ended.filter((ended) => ended.day !== day);
  }

  #comeTo(now_ms: number): void {
    const day = dayOf(now_ms);
    // A clock that is set back counts for the day that has begun.
    if (day <= this.#day) return;
    if (this.#changes !== this.#written) this.#ended = [...this.#ended, this.#today()].slice(-MOST_ENDED);
    this.#day = day;
    this.#changes = 0;
    this.#written = 0;
    this.#totals = { ...NO_TOTALS };
    this.#took = new TimeHistogram();
    this.#pages = newPages();
    this.#queries.age();
    for (const [, query] of this.#queries.entries())
      Object.assign(query, { asked: 0, without_result: 0, clicks: 0, positions: 0, pages: undefined });
  }

  #today(): DueDay {
    const queries = [];
    for (const [text, query] of this.#queries.entries()) {
      const { asked, without_result, clicks, positions, times, isKnown, pages } = query;
      if (asked + clicks === 0 || !(isKnown || times >= this.#times)) continue;
      queries.push({ text, asked, without_result, clicks, positions, pages: clickedMost(pages) });
    }
    const counts = { ...this.#totals, times: this.#took.counts };
    return {
      day: this.#day,
      counts: fitting({ ...counts, queries, pages: clickedMost(this.#pages) }),
      changes: this.#changes,
    };
  }
}

type Mutable<Shape> = { -readonly [Name in keyof Shape]: Shape[Name] };

function newPages(): Frequent<Places> {
  return new Frequent<Places>(MOST_PAGES, () => ({ clicks: 0, positions: 0 }));
}

function clickedMost(pages: Frequent<Places> | undefined): ClickedPage[] {
  return [...(pages?.entries() ?? [])]
    .map(([url, { clicks, positions }]) => ({ url, clicks, positions }))
    .toSorted((a, b) => b.clicks - a.clicks);
}

/** 31 bits, FNV-1a: a click on another page than was given comes through once in two thousand millions. */
function hashOf(url: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < url.length; at += 1) hash = Math.imul(hash ^ url.charCodeAt(at), 0x01_00_01_93);
  return hash >>> 1;
}
