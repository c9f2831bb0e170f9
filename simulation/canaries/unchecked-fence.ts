import type { Canary } from './canary.ts';
import { unconditional } from './unconditional.ts';

/** A packer that stood still until its lease was another's publishes all the same, over whatever came meanwhile. */
export const uncheckedFence: Canary = {
  name: 'unchecked-fence',
  breaks: 'a head moves whatever its version is and whoever holds its lease',
  caught_by: ['I4'],
  platform: (platform) =>
    unconditional(
      platform,
      (name, _key, _changes, expected) => name === 'heads' && expected?.['version'] !== undefined,
    ),
};
