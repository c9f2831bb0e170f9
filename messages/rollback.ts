import { z } from 'zod';
import { defineMessage, indexName } from './message.ts';

export const rollback = defineMessage({
  type: 'rollback',
  version: 1,
  summary: 'Publish an older version of the index again: a new version with the packs of the old one.',
  queue: 'pack',
  producers: ['orchestrator', 'client'],
  consumer: 'packer',
  shape: {
    index: indexName,
    version: z
      .int()
      .min(1)
      .optional()
      .describe('The version to go back to; the one before the live one when absent.'),
  },
  example: { type: 'rollback', index: 'site.gov', version: 4 },
});
