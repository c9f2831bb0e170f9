import { MB } from '#core/cluster/state.ts';
import type { Handler } from '#runtime/worker.ts';
import type { Control } from './control.ts';

/** A pack answers queries; it may have been the last one that a version waited for. */
export function handleLoaded(control: Control): Handler<'loaded'> {
  return async ({ searcher_id: searcher, index, shard, pack, free_space }, handling) => {
    const free_bytes = free_space * MB;
    await control.apply({ type: 'loaded', searcher, index, shard, pack, free_bytes }, handling.origin);
  };
}
