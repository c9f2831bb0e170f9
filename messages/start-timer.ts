import { z } from 'zod';
import { defineMessage, indexName, logicalQueue, site } from './message.ts';

export const timeout = z.number().positive().max(86_400).describe('Seconds until the timer fires.');
export const callbackQueue = logicalQueue.describe('Logical name of the queue that the callback goes to.');
export const callbackMessage = z
  .looseObject({ type: z.string() })
  .describe('The message to post when the timer fires; it is checked like any other.');

export const startTimer = defineMessage({
  type: 'start_timer',
  version: 1,
  summary:
    'Start the timer of a site; a timer started by a reset is upgraded to this callback. Ignored for a crawl that is finished.',
  queue: 'timer',
  producers: ['indexer', 'packer', 'timer', 'client'],
  consumer: 'timer',
  shape: {
    site,
    index: indexName.optional(),
    timeout,
    callback_queue: callbackQueue,
    callback_msg: callbackMessage,
  },
  example: {
    type: 'start_timer',
    site: 'site.gov',
    index: 'site.gov',
    timeout: 300,
    callback_queue: 'pack',
    callback_msg: { type: 'pack_full', site: 'site.gov', index: 'site.gov' },
  },
});
