import { z } from 'zod';
import { defineMessage, indexName, site } from './message.ts';

export const update = defineMessage({
  type: 'update',
  version: 1,
  summary:
    'The index has a new version (0: it was deleted). The head row is the truth; this is the nudge to read it.',
  queue: 'orchestrator',
  producers: ['packer'],
  consumer: 'orchestrator',
  shape: { index: indexName, site: site.optional(), version: z.int().min(0) },
  example: { type: 'update', site: 'site.gov', index: 'site.gov', version: 5 },
});
