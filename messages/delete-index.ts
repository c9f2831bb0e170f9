import { z } from 'zod';
import { defineMessage, indexName } from './message.ts';

export const deleteIndex = defineMessage({
  type: 'delete_index',
  version: 1,
  summary: 'Delete an index: its versions, packs, content and rows. Searchers drop it at once.',
  queue: 'pack',
  producers: ['orchestrator', 'timer', 'client'],
  consumer: 'packer',
  shape: {
    index: indexName,
    version: z
      .int()
      .min(1)
      .optional()
      .describe(
        'Only finish a deletion that was given up half-way: the version of the index that it is. Whatever is live is deleted when absent.',
      ),
  },
  example: { type: 'delete_index', index: 'site.gov' },
});
