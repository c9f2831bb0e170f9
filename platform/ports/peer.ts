/** What a router asks a searcher, and what it answers. One question concerns one pack. */
export interface ShardSearch {
  readonly index: string;
  /** The pack to ask: sha256 of its file. A searcher that does not serve it answers {@link PeerError} `pack_not_served`. */
  readonly pack: string;
  /** As the user typed it; the searcher parses it as every other does. */
  readonly query: string;
  /** Whether a document must have all words, or any of them. */
  readonly match: 'all' | 'any';
  /** The best `limit` hits. */
  readonly limit: number;
  /** Of those, the ones from this position on come with url, title and snippet; `limit` means none do. */
  readonly details_from: number;
}

export interface ShardHits {
  /** Documents that match. */
  readonly total: number;
  /** Best first: higher score, then smaller id. */
  readonly hits: readonly ShardHit[];
  /** Time the searcher spent, waiting for a thread included. */
  readonly took_ms: number;
}

export interface ShardHit {
  readonly id: string;
  /** Higher is better. */
  readonly score: number;
  readonly details?: HitDetails;
}

export interface ShardDetails {
  readonly index: string;
  readonly pack: string;
  readonly query: string;
  /** Document ids, all in this pack. */
  readonly ids: readonly string[];
}

export interface HitDetails {
  readonly url: string;
  readonly title: string;
  /** HTML: text escaped, matches in `<mark>`. */
  readonly snippet: string;
  /** The section that the snippet is from; null where it is from none. */
  readonly section: HitSection | null;
  /** Unix ms; as the page says. */
  readonly published_at_ms: number | null;
  /** Unix ms; as the page or its server says. */
  readonly modified_at_ms: number | null;
  /** What the page says it is, in the words of schema.org. */
  readonly types: readonly string[];
  /** What the rules of its site take from it, by the names they give. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** A part of a document that has a heading. */
export interface HitSection {
  /** Text of the heading. */
  readonly title: string;
  /** URL of the document, with a fragment that leads there if one does. */
  readonly url: string;
}

/** A call from a router to a searcher. @throws {PeerError} */
export interface Peer {
  search(endpoint: string, request: ShardSearch, signal: AbortSignal): Promise<ShardHits>;
  /** Details in the order of the ids. */
  details(endpoint: string, request: ShardDetails, signal: AbortSignal): Promise<HitDetails[]>;
  close(): Promise<void>;
}

export type PeerErrorCode = 'unreachable' | 'pack_not_served' | 'busy' | 'timeout' | 'failed';

export class PeerError extends Error {
  override readonly name = 'PeerError';
  readonly code: PeerErrorCode;
  constructor(code: PeerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
