import { z } from 'zod';
import { defineMessage, domain, hall_pass, indexName, limits, path, scheme, site } from './message.ts';

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
      .array(domain)
      .max(1000)
      .optional()
      .describe(
        "Hosts whose pages may be read beside the site's own; `*.site.gov` is every host below site.gov, 1,000 of them at most.",
      ),
    limits: limits.optional(),
    hall_pass: hall_pass.optional(),
  },
  example: { type: 'index+crawl', site: 'site.gov' },
});
