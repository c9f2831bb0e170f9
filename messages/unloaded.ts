import { defineMessage } from './message.ts';
import { answerShape } from './loaded.ts';

export const unloaded = defineMessage({
  type: 'unloaded',
  version: 1,
  summary: 'The pack is gone from the searcher, and its room is free.',
  queue: 'orchestrator',
  producers: ['searcher'],
  consumer: 'orchestrator',
  shape: answerShape,
  example: {
    type: 'unloaded',
    searcher_id: '7e2b1b3e-8d0f-4a7e-9a51-0c2d5f6b9a10',
    index: 'site.gov',
    shard: '0-of-1',
    pack: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    free_space: 20_480,
  },
});
