import { hostOf, indexNameFor, pathOf, urlOf } from '#core/crawl/url.ts';
import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import { type FrontierRow, frontierSchema } from '#core/tables/frontier.ts';
import { pageSchema } from '#core/tables/pages.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { asMessage } from '../as-message.ts';
import type { MakeInvariant } from './invariant.ts';

/**
 * I2: a crawl never goes outside of its domains and its limits. Checked at every row that is opened in a frontier, every claim
 * of a visit, and every request:
 * - a URL that is opened while its crawl runs is on a domain of it, not deeper than its limit, and there are not more of them than it allows
 *   (fewer, where a worker died that had reserved places);
 * - the domains of a crawl grow only by the twin of its site, the same host with or without `www.`;
 * - a page is claimed for a crawl only if it is in its frontier, and for a client only if an `index` of it was posted;
 * - no host is asked for its robots.txt that no crawl may read and no client named.
 */
export const crawlBounds: MakeInvariant = () => {
  const crawls = new Map<string, Crawl>();
  /** Keys of the URLs in each frontier. */
  const frontiers = new Map<string, Set<string>>();
  /** Those that ever were: who stood still while an index was deleted may go on with them. */
  const opened = new Set<string>();
  const posted = new Set<string>();
  const hosts = new Set<string>();
  let comparisons = 0;
  const crawlRow = ({ before, after }: EventOf<'row'>): string | undefined => {
    const crawl = crawlSchema.safeParse(after).data;
    if (crawl === undefined) return undefined;
    crawls.set(crawl.sk, crawl);
    for (const host of crawl.domains) hosts.add(host);
    const was = crawlSchema.safeParse(before).data;
    const stray =
      was && crawl.domains.find((host) => !was.domains.includes(host) && !isTwin(crawl.site, host));
    return stray === undefined ? undefined : `crawl ${crawl.sk} may read ${stray} now, which is not its site`;
  };
  const urlRow = ({ before, after }: EventOf<'row'>): string | undefined => {
    const key = after ?? before;
    if (key === undefined) return undefined;
    const urls = frontiers.get(key.pk) ?? new Set<string>();
    frontiers.set(key.pk, urls);
    if (after === undefined) urls.delete(key.sk);
    const row = frontierSchema.safeParse(after).data;
    if (row === undefined || before !== undefined) return undefined;
    urls.add(row.sk);
    opened.add(`${row.pk} ${row.sk}`);
    const crawl = crawls.get(row.pk);
    // What is opened for one that was just cancelled is not asked for any more.
    if (crawl !== undefined && crawl.state !== 'running') return undefined;
    comparisons += 1;
    const wrong = crawl === undefined ? 'there is no such crawl' : wrongUrl(crawl, row, urls.size);
    return wrong === undefined ? undefined : `${row.url} was opened in crawl ${row.pk}: ${wrong}`;
  };
  const claim = ({ before, after }: EventOf<'row'>): string | undefined => {
    const page = pageSchema.safeParse(after).data;
    if (page === undefined || page.visit_owner === '' || page.visit_owner === before?.['visit_owner'])
      return undefined;
    comparisons += 1;
    const { url, pk: index, visit_for } = page;
    const known =
      visit_for === ''
        ? posted.has(`${index} ${hostOf(url)}${pathOf(url)}`)
        : opened.has(`${visit_for} ${page.sk}`);
    if (known) return undefined;
    return `${url} of "${index}" is visited for ${visit_for || 'a client'}, and ${visit_for === '' ? 'nobody posted it' : 'is not in its frontier'}`;
  };
  const note = (event: EventOf<'sent'>): void => {
    const message = asMessage(event.body);
    if (message?.type !== 'index' || message.crawl_id !== undefined) return;
    const { site, path, index = indexNameFor(site) } = message;
    const url = urlOf({ site, path });
    if (url === undefined) return;
    // Whatever the scheme: the message may leave it open.
    posted.add(`${index} ${hostOf(url)}${pathOf(url)}`);
    hosts.add(hostOf(url));
  };
  return {
    name: 'I2',
    comparisons: () => comparisons,
    on(event: WorldEvent) {
      if (event.type === 'sent') note(event);
      if (event.type === 'asked' && !hosts.has(hostOf(event.url)))
        return `${event.by} asked for ${event.url}, which is on no host that may be read`;
      if (event.type !== 'row') return undefined;
      if (event.table === 'crawls') return crawlRow(event);
      if (event.table === 'frontier') return urlRow(event);
      return event.table === 'pages' ? claim(event) : undefined;
    },
  };
};

function wrongUrl(
  { domains, limits }: Crawl,
  { url, depth }: FrontierRow,
  count: number,
): string | undefined {
  if (!domains.includes(hostOf(url))) return `its host is not among ${domains.join(', ')}`;
  if (depth > limits.depth) return `it is ${depth} links away, and ${limits.depth} are allowed`;
  return count > limits.pages ? `it is page ${count}, and ${limits.pages} are allowed` : undefined;
}

function isTwin(one: string, other: string): boolean {
  return one === `www.${other}` || other === `www.${one}`;
}
