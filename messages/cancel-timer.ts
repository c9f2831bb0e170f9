import { defineMessage, indexName, site } from './message.ts';

export const cancelTimer = defineMessage({
  type: 'cancel_timer',
  version: 1,
  summary: 'Drop the timer of a site; its callback is not posted.',
  queue: 'timer',
  producers: ['packer', 'client'],
  consumer: 'timer',
  shape: { site, index: indexName.optional() },
  example: { type: 'cancel_timer', site: 'site.gov', index: 'site.gov' },
});
