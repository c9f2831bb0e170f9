import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** Two workers that are told of a page at the same time both ask its site for it. */
export const unclaimedVisits: Canary = {
  name: 'unclaimed-visits',
  breaks: 'a page can be claimed for a visit although another visits it',
  caught_by: ['I2'],
  platform: (platform) => {
    const { table } = platform;
    return {
      ...platform,
      table: overlay(table, {
        async get(name, key) {
          const row = await table.get(name, key);
          // Nobody sees that a page is being visited.
          return name === 'pages' && row?.['visit_owner'] !== undefined ? { ...row, visit_owner: '' } : row;
        },
        update(name, key, changes, expected) {
          const claims = name === 'pages' && changes.set?.['visit_until_ms'] !== undefined;
          return table.update(name, key, changes, claims ? {} : expected);
        },
      }),
    };
  },
};
