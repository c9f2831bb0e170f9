import { z } from 'zod';
import { defineMessage, indexName } from './message.ts';
import { packHash, shardName } from './load.ts';

/** Keys of the three answers to `load` and `unload`. */
export const answerShape = {
  searcher_id: z.uuid(),
  index: indexName,
  shard: shardName,
  pack: packHash,
  free_space: z.int().min(0).describe('MB (2^20 bytes) free afterwards, rounded down.'),
};

export const loaded = defineMessage({
  type: 'loaded',
  version: 1,
  summary: 'The pack is open, warm, and answers queries.',
  queue: 'orchestrator',
  producers: ['searcher'],
  consumer: 'orchestrator',
  shape: answerShape,
  example: {
    type: 'loaded',
    searcher_id: '7e2b1b3e-8d0f-4a7e-9a51-0c2d5f6b9a10',
    index: 'site.gov',
    shard: '0-of-1',
    pack: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    free_space: 20_479,
  },
});
