import { z } from 'zod';
import { defineMessage, indexName, site } from './message.ts';

/** Which firing of which timer a pack message comes from, so that repeats can be told. */
export const timerFiring = z
  .object({ site, index: indexName, generation: z.int().min(1) })
  .describe('The firing of a timer that posted this.');

export const packFull = defineMessage({
  type: 'pack_full',
  version: 1,
  summary:
    "Pack what a crawl read: a new version of the index in which the pages of this crawl's site and path are replaced.",
  queue: 'pack',
  producers: ['timer', 'client'],
  consumer: 'packer',
  shape: { site, index: indexName.optional(), timer: timerFiring.optional() },
  example: {
    type: 'pack_full',
    site: 'site.gov',
    index: 'site.gov',
    crawl_id: 'site.gov.01jd3m0w2v8k5q7r9t1x3z5b7d',
    timer: { site: 'site.gov', index: 'site.gov', generation: 3 },
  },
});
