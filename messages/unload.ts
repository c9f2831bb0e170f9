import { defineMessage, indexName } from './message.ts';
import { packHash, shardName } from './load.ts';

export const unload = defineMessage({
  type: 'unload',
  version: 1,
  summary: 'Drop one pack after its last query, and free its room.',
  queue: 'searcher',
  producers: ['orchestrator'],
  consumer: 'searcher',
  shape: { index: indexName, shard: shardName, pack: packHash },
  example: {
    type: 'unload',
    index: 'site.gov',
    shard: '0-of-1',
    pack: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
});
