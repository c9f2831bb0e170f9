import { MB } from '#core/cluster/state.ts';
import type { Handler } from '#runtime/worker.ts';
import type { Control } from './control.ts';

/** A pack could not be brought up: another searcher is tried, this one later, and people are told. */
export function handleLoadFailed(control: Control): Handler<'load_failed'> {
  return async ({ searcher_id: searcher, index, shard, pack, free_space, code, reason }, handling) => {
    handling.log.warn({ searcher, index, shard, pack, code, reason }, 'a searcher could not load a pack');
    const failed = { searcher, index, shard, pack, code, reason, free_bytes: free_space * MB };
    await control.apply({ type: 'load_failed', ...failed }, handling.origin);
  };
}
