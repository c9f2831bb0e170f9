import type {
  HitDetails,
  NearWord,
  Peer,
  ShardCounts,
  ShardDetails,
  ShardHits,
  ShardSearch,
  ShardTyping,
  ShardWords,
  Suggestion,
} from '#ports/peer.ts';
import type { Statistics } from '#ports/question.ts';
import { PeerError } from '#ports/peer.ts';

/** What having all words adds to a score. */
export const ALL = 1000;

export interface FakeDocument {
  readonly id: string;
  readonly score: number;
  /** Whether it has all words of any query, or some of them only. */
  readonly match: 'all' | 'any';
}

/** Searchers that serve packs of ready-made documents, and fail on demand. */
export class FakePeer implements Peer {
  /** Packs, by endpoint and sha256. */
  readonly packs = new Map<string, Map<string, readonly FakeDocument[]>>();
  readonly counted: { readonly endpoint: string; readonly request: ShardCounts }[] = [];
  readonly spelled: { readonly endpoint: string; readonly request: ShardWords }[] = [];
  readonly typed: { readonly endpoint: string; readonly request: ShardTyping }[] = [];
  /** By endpoint, whatever is typed, or by endpoint and what is typed with a space between. */
  readonly suggested = new Map<string, Suggestion[]>();
  /** By word those that are near to it, in every pack. */
  readonly near_words = new Map<string, NearWord[]>();
  readonly searches: { readonly endpoint: string; readonly request: ShardSearch }[] = [];
  readonly detailed: { readonly endpoint: string; readonly request: ShardDetails }[] = [];
  /** Awaited before every answer; throw to fail. */
  before: (endpoint: string, signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  serve(endpoint: string, pack: string, documents: readonly FakeDocument[]): void {
    const packs = this.packs.get(endpoint) ?? new Map<string, readonly FakeDocument[]>();
    this.packs.set(endpoint, packs.set(pack, documents));
  }

  drop(endpoint: string, pack: string): void {
    this.packs.get(endpoint)?.delete(pack);
  }

  async statistics(endpoint: string, request: ShardCounts, signal: AbortSignal): Promise<Statistics> {
    this.counted.push({ endpoint, request });
    await this.before(endpoint, signal);
    const documents = this.#pack(endpoint, request.pack).length;
    return { documents, length: documents, languages: [], words: {} };
  }

  async suggest(endpoint: string, request: ShardTyping, signal: AbortSignal): Promise<Suggestion[]> {
    this.typed.push({ endpoint, request });
    await this.before(endpoint, signal);
    this.#pack(endpoint, request.pack);
    return this.suggested.get(`${endpoint} ${request.typed}`) ?? this.suggested.get(endpoint) ?? [];
  }

  async near(endpoint: string, request: ShardWords, signal: AbortSignal): Promise<NearWord[][]> {
    this.spelled.push({ endpoint, request });
    await this.before(endpoint, signal);
    this.#pack(endpoint, request.pack);
    return request.words.map((word) => this.near_words.get(word) ?? []);
  }

  async search(endpoint: string, request: ShardSearch, signal: AbortSignal): Promise<ShardHits> {
    this.searches.push({ endpoint, request });
    await this.before(endpoint, signal);
    const found = this.#pack(endpoint, request.pack)
      .map(({ id, score, match }) => {
        const base = score + (match === 'all' ? ALL : 0);
        return { id, base, score: base, whole: match === 'all', missing: match === 'all' ? [] : ['q'] };
      })
      .toSorted((a, b) => b.base - a.base || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)));
    const all = found.filter(({ whole }) => whole).length;
    const hits = found
      .slice(0, request.limit)
      .map((hit, n) => Object.assign(hit, n < request.details_from ? {} : { details: detailsOf(hit.id) }));
    return { all, any: found.length, hits, facets: [], took_ms: 3 };
  }

  async details(endpoint: string, request: ShardDetails, signal: AbortSignal): Promise<HitDetails[]> {
    this.detailed.push({ endpoint, request });
    await this.before(endpoint, signal);
    const pack = new Set(this.#pack(endpoint, request.pack).map(({ id }) => id));
    return request.ids.filter((id) => pack.has(id)).map(detailsOf);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #pack(endpoint: string, pack: string): readonly FakeDocument[] {
    const documents = this.packs.get(endpoint)?.get(pack);
    if (documents === undefined) throw new PeerError('pack_not_served', `${endpoint} does not serve ${pack}`);
    return documents;
  }
}

export function detailsOf(id: string): HitDetails {
  return {
    url: id,
    title: `title of ${id}`,
    snippet: { text: id, matches: [{ from: 0, to: id.length }] },
    section: null,
    published_at_ms: null,
    modified_at_ms: null,
    types: [],
    fields: {},
  };
}
