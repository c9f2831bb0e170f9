import { z } from 'zod';
import { defineMessage, indexName, path, scheme, site } from './message.ts';

export const indexPage = defineMessage({
  type: 'index',
  version: 1,
  summary: 'Read one page and store its content; links are not followed.',
  queue: 'index',
  producers: ['client', 'indexer', 'crawler', 'packer', 'timer'],
  consumer: 'indexer',
  shape: {
    site,
    scheme: scheme.optional(),
    path: path.optional(),
    index: indexName.optional(),
    redirects: z
      .array(z.string().max(2048))
      .max(10)
      .optional()
      .describe('URLs that led here by redirects or rel=canonical, first one first.'),
  },
  example: { type: 'index', site: 'site.gov', path: '/about?lang=en', index: 'site.gov' },
});
