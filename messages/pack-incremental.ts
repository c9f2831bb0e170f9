import { defineMessage, indexName, site } from './message.ts';
import { timerFiring } from './pack-full.ts';

export const packIncremental = defineMessage({
  type: 'pack_incremental',
  version: 1,
  summary:
    'Pack the pages that were read since the last version; only the shards they fall into are rewritten.',
  queue: 'pack',
  producers: ['timer', 'client'],
  consumer: 'packer',
  shape: { site, index: indexName.optional(), timer: timerFiring.optional() },
  example: { type: 'pack_incremental', site: 'site.gov', index: 'site.gov' },
});
