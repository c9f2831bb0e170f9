import { Draft } from '#core/cluster/draft.ts';
import type { Canary } from './canary.ts';

/** Searchers fill up with packs of versions that are long over, and of indexes that are deleted. */
export const neverUnloaded: Canary = {
  name: 'never-unloaded',
  breaks: 'no searcher is told to unload a pack that no version needs any more',
  caught_by: ['I7'],
  install() {
    // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was
    const { unload } = Draft.prototype;
    Draft.prototype.unload = () => undefined;
    return {
      [Symbol.dispose]: () => {
        Draft.prototype.unload = unload;
      },
    };
  },
};
