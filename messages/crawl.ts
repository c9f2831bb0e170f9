import { z } from 'zod';
import { defineMessage, indexName, path, scheme, site } from './message.ts';

export const crawl = defineMessage({
  type: 'crawl',
  version: 1,
  summary: 'Read one page and post `crawl` and `index` for each new link within the allowed domains.',
  queue: 'crawl',
  producers: ['indexer', 'crawler', 'packer', 'client'],
  consumer: 'crawler',
  shape: {
    site,
    scheme: scheme.optional(),
    path: path.optional(),
    index: indexName.optional(),
    depth: z.int().min(0).optional().describe('Links away from the start page.'),
    redirects: z
      .array(z.string().max(2048))
      .max(10)
      .optional()
      .describe('URLs that led here by redirects or rel=canonical, first one first.'),
  },
  example: {
    type: 'crawl',
    site: 'site.gov',
    path: '/about',
    index: 'site.gov',
    depth: 1,
    crawl_id: 'site.gov.01jd3m0w2v8k5q7r9t1x3z5b7d',
  },
});
