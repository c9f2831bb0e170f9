import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** A packer that stood still until its lease was another's publishes all the same, over whatever came meanwhile. */
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
          const isMove = name === 'heads' && expected?.['version'] !== undefined;
          return table.update(name, key, changes, isMove ? {} : expected);
        },
      }),
    };
  },
};
