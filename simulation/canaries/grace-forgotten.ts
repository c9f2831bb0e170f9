import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** A site that is down for a minute loses its pages. */
export const graceForgotten: Canary = {
  name: 'grace-forgotten',
  breaks: 'how often a page failed is forgotten: it leaves the index at the first failure',
  caught_by: ['I12'],
  platform: (platform) => {
    const { table } = platform;
    const GIVEN_UP = { state: 'absent', mark: 'pending' } as const;
    return {
      ...platform,
      table: overlay(table, {
        update(name, key, changes, expected) {
          const { failing } = changes.set ?? {};
          const isFirst = name === 'pages' && failing !== undefined;
          const bugged = isFirst ? { ...changes, set: { ...changes.set, ...GIVEN_UP } } : changes;
          return table.update(name, key, bugged, expected);
        },
      }),
    };
  },
};
