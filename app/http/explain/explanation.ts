import { canonicalUrl } from '#core/crawl/url.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';
import { type KnownPage, type PageInIndex, explainPage, isKnown } from './explain-page.ts';
import { type Rank, rankOf } from './rank-of.ts';

/** What is known of a page, from the links that led to it to its place among the answers to a query. */
export interface Explanation {
  /** Canonical. */
  readonly url: string;
  /** Whether an index, or one of its latest crawls, has come across it. */
  readonly known: boolean;
  readonly indexes: readonly (PageInIndex & {
    /** Null without a query, or where no version can be searched. */
    readonly rank: Rank | null;
    /** Why there is no rank though there is a query. */
    readonly no_rank: string | null;
  })[];
  /** Where it is known, if not here: by another scheme, or in another index. Where else, if in more than are told of. */
  readonly elsewhere: readonly KnownPage[];
  /** Indexes that were not looked into, for there are too many for one answer. */
  readonly indexes_left: number;
}

/** @throws {Problem} `bad_url`, `bad_index_name`, `index_not_found`, `bad_query` */
export async function explain(
  services: HttpServices,
  asked: {
    readonly url: string;
    readonly index: string | undefined;
    readonly query: string | undefined;
    /** Whether its aliases are looked for. */
    readonly aliases: boolean;
    readonly signal: AbortSignal;
  },
): Promise<Explanation> {
  const url = canonicalUrl(asked.url.trim());
  if (url === undefined) throw new Problem('bad_url', `"${asked.url.slice(0, 200)}" can be no page`);
  const { index, aliases } = asked;
  const { pages, elsewhere, indexes_left } = await explainPage(services, url, index, { aliases });
  const indexes = [];
  for (const page of pages) indexes.push({ ...page, ...(await rank(services, page, asked)) });
  return { url, known: pages.some(isKnown), indexes, elsewhere, indexes_left };
}

async function rank(
  services: HttpServices,
  { index, url }: PageInIndex,
  { query, signal }: { query: string | undefined; signal: AbortSignal },
): Promise<{ rank: Rank | null; no_rank: string | null }> {
  if (query === undefined || query.trim() === '') return { rank: null, no_rank: null };
  try {
    return { rank: await rankOf(services, { index, url, query, signal }), no_rank: null };
  } catch (error) {
    if (!(error instanceof Problem) || !NOT_NOW.has(error.code)) throw error;
    return { rank: null, no_rank: error.message };
  }
}

/** All else is told all the same. */
const NOT_NOW: ReadonlySet<string> = new Set(['index_not_found', 'index_not_ready', 'no_shard_answered']);
