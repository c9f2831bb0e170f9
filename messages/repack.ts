import { z } from 'zod';
import { defineMessage, indexName } from './message.ts';

export const repack = defineMessage({
  type: 'repack',
  version: 1,
  summary:
    'Read what is stored of the pages of an index anew, by the rules of now, without asking its sites.',
  queue: 'pack',
  producers: ['orchestrator', 'packer', 'client'],
  consumer: 'packer',
  shape: {
    index: indexName,
    after: z.string().max(2048).optional().describe('Go on behind this place; set by the packer.'),
  },
  example: { type: 'repack', index: 'site.gov' },
});
