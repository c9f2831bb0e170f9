import { defineMessage, indexName } from './message.ts';

export const deleteIndex = defineMessage({
  type: 'delete_index',
  version: 1,
  summary: 'Delete an index: its versions, packs, content and rows. Searchers drop it at once.',
  queue: 'pack',
  producers: ['orchestrator', 'client'],
  consumer: 'packer',
  shape: { index: indexName },
  example: { type: 'delete_index', index: 'site.gov' },
});
