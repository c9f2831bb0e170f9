/** Which URLs of a crawl its page lists, and which one it explains. */
export interface CrawlFilter {
  readonly outcome?: string | undefined;
  readonly after?: string | undefined;
  readonly explain?: string | undefined;
}

/** Where the page of a crawl is; with a filter, the part of it that goes by that. */
export function crawlPath(crawl_id: string, filter?: CrawlFilter): string {
  const path = `/admin/crawls/${encodeURIComponent(crawl_id)}`;
  if (filter === undefined) return path;
  const query = queryOf(filter);
  return `${path}${query}#${filter.explain === undefined ? 'pages' : 'explained'}`;
}

/** Where programs find the URLs that it lists. */
export function crawlPagesPath(crawl_id: string, { outcome, after }: CrawlFilter): string {
  return `/v1/crawls/${encodeURIComponent(crawl_id)}/pages${queryOf({ outcome, after })}`;
}

function queryOf(filter: CrawlFilter): string {
  const set = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(Object.fromEntries(set)).toString()}`;
}
