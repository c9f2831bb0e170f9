import { z } from 'zod';
import { MAX_GOLDEN, goldenSettingSchema } from '#core/cluster/golden-setting.ts';
import { gateThresholdsSchema } from '#core/cluster/gate-thresholds.ts';
import { BadSchedule } from '#core/crawl/bad-schedule.ts';
import { pageRulesSchema } from '#core/crawl/html/page-rules.ts';
import { linkRulesSchema } from '#core/crawl/link-rules.ts';
import { searchSettingsSchema } from './search-settings.ts';
import { requestSettingsSchema } from './request-settings.ts';
import { checkSchedule, siteScheduleSchema } from '#core/crawl/schedule.ts';
import { canonicalUrl } from '#core/crawl/url.ts';
import { MOST_BYTES, MOST_SECONDS, domain, site } from '#messages/message.ts';

/**
 * What is set for an index, by whoever owns it. Everything may be left out: then it is as the configuration of the workers
 * has it. Unknown names are refused, so that none is misspelt.
 */

/** Hosts one by one: what is done against the wishes of a site is for sites of one's own, and a crawl meets others too. */
const ownHosts = z
  .array(site, { error: 'a list of the hosts that it is for, each by its whole name, such as ["site.gov"]' })
  .max(1000)
  .optional();

const crawl = z
  .strictObject({
    domains: z
      .array(domain)
      .max(1000)
      .optional()
      .describe(
        'Hosts that crawls of this index may read, beside that of their start page; `*.site.gov` is every host below site.gov.',
      ),
    ...linkRulesSchema.shape,
    sitemaps: z
      .boolean()
      .optional()
      .describe(
        'Whether the sitemaps of its hosts are read, which is so when absent. Without them a page that only a sitemap names is not found, and leaves the index with the next complete crawl.',
      ),
    start: z
      .array(
        z
          .string()
          .max(2048)
          .refine((url) => canonicalUrl(url) !== undefined, { error: 'a URL, whole, with its scheme' }),
      )
      .min(1)
      .max(100)
      .optional()
      .describe(
        'Start pages of scheduled crawls; a schedule needs some. Where it is set, they are all that count as start pages of the index ([how](links.md#start-pages)).',
      ),
    schedule: siteScheduleSchema
      .superRefine((schedule, context) => {
        try {
          checkSchedule(schedule, 0);
        } catch (error) {
          if (!(error instanceof BadSchedule)) throw error;
          context.addIssue({ code: 'custom', message: error.message });
        }
      })
      .optional()
      .describe('When it is crawled anew by itself ([schedules](#schedules)); never when absent.'),
    ignore_robots: ownHosts.describe(
      'Hosts of your own of which is read what robots.txt forbids, and when it cannot be had; of no others. Outcomes say that it was overridden.',
    ),
    ignore_noindex: ownHosts.describe(
      'Hosts of your own whose pages are indexed though they ask not to be; of no others. Outcomes say so.',
    ),
    revisit: z
      .enum(['always', 'adaptive'])
      .optional()
      .describe(
        'Which known pages a crawl asks for: all of them (when absent), or those that are due by how often they change. Links of the others are followed as they were.',
      ),
    revisit_days: z
      .int()
      .min(1)
      .max(366)
      .optional()
      .describe(
        'Days by which an adaptive crawl has asked for a page again, however seldom it changes; 30 when absent.',
      ),
    grace_days: z
      .number()
      .min(0)
      .max(3650)
      .optional()
      .describe('Days for which a page stays in the index that cannot be reached (SITEPACK_GRACE_DAYS).'),
    grace_tries: z
      .int()
      .min(1)
      .max(1000)
      .optional()
      .describe('Visits in a row that have to fail as well before it leaves (SITEPACK_GRACE_TRIES).'),
    pace: z
      .strictObject({
        hosts: z.array(site).min(1).max(100),
        delay_ms: z.int().min(0).max(60_000).optional(),
        concurrency: z.int().min(1).max(64).optional(),
      })
      .optional()
      .describe(
        'How fast hosts of your own are asked, in place of SITEPACK_DELAY_MS and SITEPACK_HOST_CONCURRENCY; of no others. Never faster than their Crawl-delay, what they take to answer and their trouble allow. Where indexes differ about a host the slower counts.',
      ),
    max_depth: z.int().min(0).max(1000).optional().describe('Depth of a crawl that names none.'),
    max_pages: z.int().min(1).max(100_000_000).optional().describe('Pages of a crawl that names no limit.'),
    max_bytes: z
      .int()
      .min(1)
      .max(MOST_BYTES)
      .optional()
      .describe(
        'Bytes over the wire of a crawl that names no limit, about: what is under way then is read to its end.',
      ),
    max_seconds: z
      .int()
      .min(1)
      .max(MOST_SECONDS)
      .optional()
      .describe(
        'Seconds that a crawl goes on which names no limit; what is under way then is read to its end.',
      ),
  })
  .refine(
    ({ schedule, start }) => schedule === undefined || schedule.kind === 'never' || start !== undefined,
    {
      path: ['start'],
      error: 'a schedule needs start pages: set crawl.start to the URLs that its crawls begin at',
    },
  )
  .describe('What is crawled.');

const gate = gateThresholdsSchema
  .partial()
  .extend({
    golden: z
      .array(goldenSettingSchema)
      .max(MAX_GOLDEN)
      .optional()
      .describe(
        'Golden queries: queries whose answer is known. `expected`, a URL or a path, is to be among the first `top` hits (10 when absent); a version in which it no longer is, and in the live one it is, is held.',
      ),
  })
  .describe(
    'How much a version may lose; one that loses more is held until somebody publishes it or drops it. Shares are of the live version; 1 switches a check off.',
  );

export const indexSettingsSchema = z.strictObject({
  crawl: crawl.optional(),
  request: requestSettingsSchema.optional().describe('What hosts are told when their pages are asked for.'),
  read: pageRulesSchema
    .optional()
    .describe('How its HTML pages are read ([reading](reading.md)). Applied to stored pages by `repack`.'),
  gate: gate.optional(),
  search: searchSettingsSchema
    .optional()
    .describe(
      'How queries are understood, documents ranked, and searches narrowed. Heeded within seconds, without crawling or packing, but for `fields`.',
    ),
});
export type IndexSettings = z.infer<typeof indexSettingsSchema>;

/** Of an index for which nothing is set. */
export const NO_SETTINGS: IndexSettings = {};

/** Characters of all settings of an index as JSON: a row of a table takes 400,000 bytes. */
export const MAX_SETTINGS_CHARS = 100_000;
