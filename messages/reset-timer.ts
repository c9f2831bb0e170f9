import { defineMessage, indexName, site } from './message.ts';
import { callbackMessage, callbackQueue, timeout } from './start-timer.ts';

export const resetTimer = defineMessage({
  type: 'reset_timer',
  version: 1,
  summary:
    'More time on the clock of a site. A running timer keeps its own timeout and callback; without one, a timer is started with those given here.',
  queue: 'timer',
  producers: ['indexer', 'timer', 'client'],
  consumer: 'timer',
  shape: {
    site,
    index: indexName.optional(),
    timeout: timeout.optional(),
    callback_queue: callbackQueue.optional(),
    callback_msg: callbackMessage.optional(),
  },
  example: {
    type: 'reset_timer',
    site: 'site.gov',
    index: 'site.gov',
    timeout: 30,
    callback_queue: 'pack',
    callback_msg: { type: 'pack_incremental', site: 'site.gov', index: 'site.gov' },
  },
});
