import { defineMessage, indexName, site } from './message.ts';

export const expireTimer = defineMessage({
  type: 'expire_timer',
  version: 1,
  summary: 'Fire the timer of a site now; nothing happens without one.',
  queue: 'timer',
  producers: ['crawler', 'client'],
  consumer: 'timer',
  shape: { site, index: indexName.optional() },
  example: { type: 'expire_timer', site: 'site.gov', index: 'site.gov' },
});
