import type { Canary } from './canary.ts';
import { unconditional } from './unconditional.ts';

/** A page that changed while it was packed is taken for packed. */
export const markClearedBlindly: Canary = {
  name: 'mark-cleared-blindly',
  breaks: 'the mark of a page that waits is cleared whatever its row says by then',
  caught_by: ['I1'],
  platform: (platform) =>
    unconditional(
      platform,
      (name, _key, changes) => name === 'pages' && changes.remove?.includes('mark') === true,
    ),
};
