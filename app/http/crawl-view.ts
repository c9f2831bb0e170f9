import { z } from 'zod';
import { answerFiguresSchema } from '#core/crawl/answer-figures.ts';
import { reasonCountsSchema } from '#core/crawl/reason-counts.ts';
import { sameTextsSchema } from '#core/crawl/same-texts.ts';
import { holdReasonSchema } from '#core/cluster/hold-reason.ts';
import { ENDING_LIMITS, outcomeSchema } from '#core/crawl/outcome.ts';
import { type Crawl, readCrawl } from '#core/tables/crawls.ts';
import { hasOpen } from '#core/tables/frontier.ts';
import { readIndex } from '#core/tables/indexes.ts';
import { type Progress, readProgress } from '#core/tables/tallies.ts';
import { servingVersion } from './index-view.ts';
import { Problem } from './problem.ts';
import type { HttpServices } from './services.ts';

/** What the packer writes to `reports/<crawl_id>.json`; keys that later versions add are kept. */
export const crawlReport = z.looseObject({
  crawl_id: z.string(),
  index: z.string(),
  start: z.string(),
  complete: z.boolean(),
  limit_hit: z.boolean(),
  /** A page failed that could be read before, or its start page did: links were not seen. */
  blind: z.boolean().optional(),
  /** The limit that ended it, if one did. */
  ended_by: z.enum(ENDING_LIMITS).optional(),
  version: z.int().min(0).optional(),
  /** Why the publish gate held the version that has what it read; there is no `version` then. */
  held: z.array(holdReasonSchema).optional(),
  /**
   * What came and went in the index between the version that was live when the crawl began (`since`, 0 when there was none)
   * and the one that has what it read: documents of the crawl's domains that were added, changed and removed, whoever did
   * so, and those of the whole index that are as they were. Absent where it could not be counted.
   */
  documents: z
    .object({
      since: z.int().min(0),
      added: z.int().min(0),
      changed: z.int().min(0),
      removed: z.int().min(0),
      unchanged: z.int().min(0),
    })
    .optional(),
  counts: z.object({ found: z.int() }).catchall(z.int()),
  retries: z.int(),
  retried: z.array(z.object({ url: z.string(), attempts: z.int() })),
  problems: z.array(z.object({ url: z.string(), found_on: z.string(), outcome: outcomeSchema })),
  more_problems: z.boolean(),
  refused_links: z.record(z.string(), z.int()).default({}),
  /**
   * Of a crawl that was cut: known pages that it asked for at its end, and those that it did not reach all the same, which
   * the index keeps.
   */
  known_pages: z.object({ asked: z.int().min(0), kept: z.int().min(0) }).optional(),
  /** Other start pages of the index, at which this one began too at its end. */
  other_starts: z.array(z.string()).optional(),
  /** Documents of the index whose text is near to another's, by the packing that ended the crawl. */
  near_duplicates: z.int().min(0).optional(),
  sitemaps: z.object({ read: z.int(), entries: z.int(), incomplete: z.int().default(0) }).optional(),
  /** URLs for which wishes of their hosts were passed over, as the settings of the index have it. */
  overridden: z.object({ robots: z.int().optional(), noindex: z.int().optional() }).optional(),
  started_at_ms: z.number().optional(),
  finished_at_ms: z.number().optional(),
  reasons: reasonCountsSchema.default({}),
  answers: answerFiguresSchema.optional(),
  duplicates: sameTextsSchema.optional(),
});
export type CrawlReport = z.infer<typeof crawlReport>;

/** `packing`: every page is read, and the version that has them is being made. */
export type CrawlState = 'running' | 'packing' | 'done' | 'cancelled';

/** A crawl as `/v1/crawls` shows it. */
export interface CrawlView {
  readonly crawl_id: string;
  readonly index: string;
  readonly url: string;
  readonly state: CrawlState;
  readonly limits: Crawl['limits'];
  readonly started_at_ms: number;
  readonly finished_at_ms: number | null;
  /**
   * Version of the index that has what it read; null before it is packed and when it was held, 0 when there was nothing
   * to publish.
   */
  readonly version: number | null;
  /** The publish gate held the version that has what it read. */
  readonly held: boolean;
  /** Over, and searches get that version or a later one. */
  readonly searchable: boolean;
}

/** A crawl as `/v1/crawls/{id}` shows it. */
export interface CrawlDetails extends CrawlView {
  readonly progress: Progress & {
    /** Pages read per second, since the crawl began. */
    readonly pages_per_s: number;
  };
  /** Why packing waits, when it does. */
  readonly waiting: string | null;
  /** When it is over. */
  readonly report: CrawlReport | null;
}

/** @throws {Problem} `crawl_not_found` */
export async function findCrawl(services: Pick<HttpServices, 'table'>, crawl_id: string): Promise<Crawl> {
  const crawl = await readCrawl(services.table, crawl_id);
  if (crawl === undefined)
    throw new Problem('crawl_not_found', `there is no crawl "${crawl_id.slice(0, 200)}"`);
  return crawl;
}

export async function crawlView(services: HttpServices, crawl: Crawl): Promise<CrawlView> {
  const version = crawl.version ?? null;
  const serving = servingVersion(services, crawl.pk);
  return {
    crawl_id: crawl.sk,
    index: crawl.pk,
    url: `${crawl.scheme}://${crawl.site}${crawl.path}`,
    state: await stateOf(services, crawl),
    limits: crawl.limits,
    started_at_ms: crawl.started_at_ms,
    finished_at_ms: crawl.finished_at_ms ?? null,
    version,
    held: crawl.held !== undefined,
    searchable: version !== null && version > 0 && serving !== null && serving >= version,
  };
}

/** A crawl whose start page waits in the queue has no row in the frontier yet: it is running, not packing. */
async function stateOf({ table }: HttpServices, crawl: Crawl): Promise<CrawlState> {
  if (crawl.state !== 'running') return crawl.state;
  if (await hasOpen(table, crawl.sk)) return 'running';
  const { rows } = await table.query('frontier', { pk: crawl.sk, limit: 1 });
  return rows.length === 0 ? 'running' : 'packing';
}

export async function crawlDetails(services: HttpServices, crawl: Crawl): Promise<CrawlDetails> {
  const [view, tallied, index, report] = await Promise.all([
    crawlView(services, crawl),
    readProgress(services.table, crawl.sk),
    readIndex(services.table, crawl.pk),
    crawl.finished_at_ms === undefined ? null : readReport(services, crawl.sk),
  ]);
  const progress = report === null ? tallied : counted(report, tallied);
  const elapsed_ms = (crawl.finished_at_ms ?? services.clock.now()) - crawl.started_at_ms;
  const pages_per_s = elapsed_ms <= 0 ? 0 : Math.round((progress.fetched * 10_000) / elapsed_ms) / 10;
  return { ...view, progress: { ...progress, pages_per_s }, waiting: index?.waiting ?? null, report };
}

async function readReport({ objects }: HttpServices, crawl_id: string): Promise<CrawlReport | null> {
  const bytes = await objects.get(`reports/${crawl_id}.json`);
  return bytes === undefined ? null : crawlReport.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** The report has counted every URL once, which workers that were killed have not. */
function counted(report: CrawlReport, tallied: Progress): Progress {
  const { found, ...kinds } = report.counts;
  const sum = (...names: string[]): number => names.reduce((total, name) => total + (kinds[name] ?? 0), 0);
  return {
    found,
    fetched: sum('indexed', 'unchanged', 'redirected', 'alias', 'gone'),
    failed: sum('failed'),
    skipped: sum('refused', 'unsupported', 'skipped', 'unreached'),
    bytes: report.answers?.wire_bytes ?? tallied.bytes,
    refused_links: tallied.refused_links,
  };
}
