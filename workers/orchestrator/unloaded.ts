import { MB } from '#core/cluster/state.ts';
import type { Handler } from '#runtime/worker.ts';
import type { Control } from './control.ts';

/** A pack is gone from a searcher, and its room is free. */
export function handleUnloaded(control: Control): Handler<'unloaded'> {
  return async ({ searcher_id: searcher, index, shard, pack, free_space }, handling) => {
    const free_bytes = free_space * MB;
    await control.apply({ type: 'unloaded', searcher, index, shard, pack, free_bytes }, handling.origin);
  };
}
