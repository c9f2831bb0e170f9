import type { Again, SitemapRole } from '#messages/message.ts';
import type { Message, MessageOf } from '#messages/registry.ts';
import { pathOf, schemeOf, hostOf } from './url.ts';

/** What a URL of a crawl has to be known by. */
interface FoundPage {
  readonly url: string;
  readonly depth: number;
  readonly redirects?: readonly string[] | undefined;
  readonly sitemap?: SitemapRole | undefined;
  readonly known?: boolean | undefined;
  readonly lastmod_ms?: number | undefined;
  readonly again?: Again | undefined;
}

/** The two messages that a URL of a crawl is read by: `index` and `crawl`. There is nothing to index of a sitemap. */
export function crawlMessages(
  crawl: { readonly pk: string; readonly sk: string },
  page: FoundPage,
): Message[] {
  const where = {
    site: hostOf(page.url),
    scheme: schemeOf(page.url),
    path: pathOf(page.url),
    index: crawl.pk,
    crawl_id: crawl.sk,
    ...(page.redirects === undefined || page.redirects.length === 0
      ? {}
      : { redirects: [...page.redirects] }),
    ...(page.lastmod_ms === undefined ? {} : { lastmod_ms: page.lastmod_ms }),
    ...(page.known === undefined ? {} : { known: page.known }),
    ...(page.again === undefined ? {} : { again: page.again }),
  };
  if (page.sitemap !== undefined)
    return [{ type: 'crawl', ...where, depth: page.depth, sitemap: page.sitemap }];
  return [
    { type: 'index', ...where },
    { type: 'crawl', ...where, depth: page.depth },
  ];
}

/** Has a page of an index read anew, outside any crawl. */
export function readAnewMessage({
  url,
  pk: index,
}: {
  readonly url: string;
  readonly pk: string;
}): MessageOf<'index'> {
  return { type: 'index', site: hostOf(url), scheme: schemeOf(url), path: pathOf(url), index };
}

/** Has what is stored of a page read anew. */
export function rereadMessage(page: { readonly url: string; readonly pk: string }): Message {
  return { ...readAnewMessage(page), reread: true };
}

/** Starts the timer of a crawl: quiet for so long (seconds), it is packed, and ended if it is over. */
export function crawlTimer(
  crawl: { readonly pk: string; readonly sk: string; readonly site: string },
  timeout: number,
): Message {
  const { site, pk: index, sk: crawl_id } = crawl;
  const callback_msg = { type: 'pack_full', site, index, crawl_id };
  return { type: 'start_timer', site, index, crawl_id, timeout, callback_queue: 'pack', callback_msg };
}

/** Has an index packed, and what its pages say of each other gathered, once a site of it was quiet for so long (seconds). */
export function fullPackTimer(site: string, index: string, timeout: number): Message {
  const callback_msg = { type: 'pack_full', site, index };
  return { type: 'start_timer', site, index, timeout, callback_queue: 'pack', callback_msg };
}

/** Has the pages that wait in an index packed once a site of it was quiet for so long (seconds). */
export function packTimer(site: string, index: string, timeout: number): Message {
  const callback_msg = { type: 'pack_incremental', site, index };
  return { type: 'reset_timer', site, index, timeout, callback_queue: 'pack', callback_msg };
}
