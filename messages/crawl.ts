import { z } from 'zod';
import {
  again,
  defineMessage,
  indexName,
  known,
  lastmod_ms,
  path,
  redirects,
  scheme,
  site,
  sitemap,
} from './message.ts';

export const crawl = defineMessage({
  type: 'crawl',
  version: 1,
  summary:
    'Read one page, or a sitemap, and post `crawl` and `index` for each new link within the allowed domains.',
  queue: 'crawl',
  producers: ['indexer', 'crawler', 'timer', 'packer', 'client'],
  consumer: 'crawler',
  shape: {
    site,
    scheme: scheme.optional(),
    path: path.optional(),
    index: indexName.optional(),
    depth: z.int().min(0).optional().describe('Links away from the start page.'),
    redirects: redirects.optional(),
    sitemap: sitemap.optional(),
    known: known.optional(),
    lastmod_ms: lastmod_ms.optional(),
    again: again.optional(),
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
