import { z } from 'zod';
import {
  again,
  defineMessage,
  hall_pass,
  indexName,
  known,
  lastmod_ms,
  path,
  redirects,
  scheme,
  site,
} from './message.ts';

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
    redirects: redirects.optional(),
    reread: z.boolean().optional().describe('Read what is stored of the page anew, without asking its site.'),
    lastmod_ms: lastmod_ms.optional(),
    hall_pass: hall_pass.optional(),
    known: known.optional(),
    again: again.optional(),
  },
  example: { type: 'index', site: 'site.gov', path: '/about?lang=en', index: 'site.gov' },
});
