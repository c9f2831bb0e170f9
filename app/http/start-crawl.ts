import { z } from 'zod';
import { crawlBounds } from '#core/crawl/crawl-bounds.ts';
import { canonicalUrl, hostOf, indexNameFor, pathOf, schemeOf } from '#core/crawl/url.ts';
import { type CrawlStart, cancelCrawl, openCrawl } from '#core/tables/crawls.ts';
import { CrawlDeleted } from '#core/tables/deleted-crawls.ts';
import { readHead } from '#core/tables/heads.ts';
import { ensureIndex } from '#core/tables/indexes.ts';
import { readSettings } from '#core/tables/settings.ts';
import { domain, hall_pass, indexName, limits } from '#messages/message.ts';
import { Problem } from './problem.ts';
import type { HttpServices } from './services.ts';

/** The body of `POST /v1/crawls`. A limit that is misspelt would be none. */
export const crawlRequest = z.strictObject({
  url: z.string().max(8192),
  index: indexName.optional(),
  limits: limits.strict().describe('Where the crawl stops.').optional(),
  domains: z.array(domain).max(1000).optional(),
  hall_pass: hall_pass.optional(),
});
export type CrawlRequest = z.infer<typeof crawlRequest>;

export interface StartedCrawl {
  readonly crawl_id: string;
  readonly index: string;
  readonly status_url: string;
}

/**
 * Starts a crawl: its row first, so that whoever has the answer can ask about it from then on; then the message.
 * @throws {Problem} `bad_url`; `crawl_deleted` while its index is being deleted; `not_accepted` when the
 *   message could not be sent: the crawl is cancelled then.
 */
export async function startCrawl(services: HttpServices, request: CrawlRequest): Promise<StartedCrawl> {
  const { config, table, clock, random } = services;
  const url = canonicalUrl(request.url.trim());
  if (url === undefined) throw new Problem('bad_url', `"${request.url.slice(0, 200)}" cannot be crawled`);
  const host = hostOf(url);
  const index = request.index ?? indexNameFor(host);
  const { settings } = await readSettings(table, index);
  const start = {
    crawl_id: `${index}.${random.id()}`,
    index,
    site: host,
    scheme: schemeOf(url),
    path: pathOf(url),
    ...crawlBounds(host, request, settings, config),
    ...(request.hall_pass === undefined ? {} : { hall_pass: request.hall_pass }),
  };
  if ((await readHead(table, index))?.deletion_begun_ms !== undefined) throw beingDeleted(index);
  await ensureIndex(table, index, { shards: config.shards }, clock.now());
  await open(services, start);
  await announce(services, start);
  return { crawl_id: start.crawl_id, index, status_url: `/v1/crawls/${encodeURIComponent(start.crawl_id)}` };
}

async function open({ table, clock }: HttpServices, start: CrawlStart): Promise<void> {
  try {
    await openCrawl(table, start, clock.now());
  } catch (cause) {
    if (!(cause instanceof CrawlDeleted)) throw cause;
    // Its id is fresh: only a deletion of the whole index, under way just now, can have met it.
    throw beingDeleted(start.index, cause);
  }
}

function beingDeleted(index: string, cause?: unknown): Problem {
  return new Problem('crawl_deleted', `index "${index}" is being deleted, and the crawl would be with it`, {
    cause,
  });
}

async function announce(services: HttpServices, start: CrawlStart): Promise<void> {
  try {
    await services.outbox.send([{ type: 'index+crawl', ...start, domains: [...start.domains] }]);
  } catch (cause) {
    // The message may be out all the same: a crawl that was reported as refused must not run.
    await cancelCrawl(services.table, start.crawl_id);
    throw new Problem('not_accepted', `crawl ${start.crawl_id} could not be queued: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
