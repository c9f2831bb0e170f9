import { z } from 'zod';
import { defineMessage, indexName, limits, path, scheme, site } from './message.ts';

export const indexAndCrawl = defineMessage({
  type: 'index+crawl',
  version: 1,
  summary:
    'Crawl a site: index its start page and every page that can be reached from it within the allowed domains.',
  queue: 'index',
  producers: ['client', 'crawler', 'timer'],
  consumer: 'indexer',
  shape: {
    site,
    scheme: scheme.optional(),
    path: path.optional(),
    index: indexName.optional(),
    domains: z
      .array(site)
      .max(1000)
      .optional()
      .describe("Hosts whose pages may be read; the site's own when absent."),
    limits: limits.optional(),
  },
  example: { type: 'index+crawl', site: 'site.gov' },
});
