import { outcomeSchema } from '#core/crawl/outcome.ts';
import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** As a visit words it that does not ask for a page. */
const RESTING = 'it changes seldom';

/** What rested once has just been asked for, as its row has it, and rests on. */
export const restRenewed: Canary = {
  name: 'rest-renewed',
  breaks: 'a page that is left to rest counts as asked for, and so rests for ever',
  caught_by: ['I15'],
  platform: (platform) => {
    const { table } = platform;
    return {
      ...platform,
      table: overlay(table, {
        update(name, key, changes, expected) {
          const { outcome, fetched_at_ms } = changes.set ?? {};
          const reason = outcomeSchema.safeParse(outcome).data?.reason ?? '';
          const isResting = name === 'pages' && reason.startsWith(RESTING);
          if (!isResting || fetched_at_ms === undefined) return table.update(name, key, changes, expected);
          const set = { ...changes.set, asked_at_ms: fetched_at_ms };
          return table.update(name, key, { ...changes, set }, expected);
        },
      }),
    };
  },
};
