import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** A packer that slept past the end of its lease publishes all the same, over whatever came meanwhile. */
export const uncheckedFence: Canary = {
  name: 'unchecked-fence',
  breaks: 'a head moves whatever its version is and whoever holds its lease',
  caught_by: ['I4'],
  platform: (platform) => {
    const { table } = platform;
    return {
      ...platform,
      table: overlay(table, {
        update(name, key, changes, expected) {
          const moves = name === 'heads' && expected?.['version'] !== undefined;
          return table.update(name, key, changes, moves ? {} : expected);
        },
      }),
    };
  },
};
