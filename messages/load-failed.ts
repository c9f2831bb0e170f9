import { z } from 'zod';
import { defineMessage } from './message.ts';
import { answerShape } from './loaded.ts';

export const loadFailed = defineMessage({
  type: 'load_failed',
  version: 1,
  summary: 'The pack could not be brought up; what was served before is served still.',
  queue: 'orchestrator',
  producers: ['searcher'],
  consumer: 'orchestrator',
  shape: {
    ...answerShape,
    code: z.enum(['no_room', 'missing', 'corrupt', 'foreign', 'failed']),
    reason: z.string().max(2000),
  },
  example: {
    type: 'load_failed',
    searcher_id: '7e2b1b3e-8d0f-4a7e-9a51-0c2d5f6b9a10',
    index: 'site.gov',
    shard: '0-of-1',
    pack: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    free_space: 20_480,
    code: 'corrupt',
    reason: 'sha256 of the fetched file is another one than its name says',
  },
});
