import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** A page that changed while it was packed is taken for packed. */
export const markClearedBlindly: Canary = {
  name: 'mark-cleared-blindly',
  breaks: 'the mark of a page that waits is cleared whatever its row says by then',
  caught_by: ['I1'],
  platform: (platform) => {
    const { table } = platform;
    return {
      ...platform,
      table: overlay(table, {
        update(name, key, changes, expected) {
          const clears = name === 'pages' && changes.remove?.includes('mark') === true;
          return table.update(name, key, changes, clears ? {} : expected);
        },
      }),
    };
  },
};
