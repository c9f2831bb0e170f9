import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';
import { withQueue } from './with-queue.ts';

/** Of how many moves of heads a packer stands still before one. */
const STILL_AT = 3;

/**
 * A packer that stands still before it publishes, until its message came to another and its lease may be another's,
 * publishes all the same, over whatever came meanwhile. To stand still is lawful and happens without this bug too, but
 * seldom just there.
 */
export const uncheckedFence: Canary = {
  name: 'unchecked-fence',
  breaks: 'a head moves whatever its version is and whoever holds its lease',
  caught_by: ['I4'],
  platform: (platform) => {
    const { table, queue, clock, config } = platform;
    let moves = 0;
    let still: Promise<void> = Promise.resolve();
    const bugged = {
      ...platform,
      table: overlay(table, {
        async update(name, key, changes, expected) {
          const isMove = name === 'heads' && expected?.['version'] !== undefined;
          if (isMove) moves += 1;
          if (isMove && moves % STILL_AT === 0)
            still = clock.sleep(config.visibility_ms + 2 * config.lease_ms);
          if (name === 'heads') await still;
          return table.update(name, key, changes, isMove ? {} : expected);
        },
      }),
    };
    return withQueue(
      bugged,
      overlay(queue, {
        async extend(name, receipts, visibility_ms) {
          await still;
          await queue.extend(name, receipts, visibility_ms);
        },
      }),
    );
  },
};
