import { MB } from '#core/cluster/state.ts';
import type { Handler } from '#runtime/worker.ts';
import type { Control } from './control.ts';

/** A searcher is there, is still there, or leaves. */
export function handleRegister(control: Control): Handler<'register'> {
  return async (message, handling) => {
    const { searcher_id: searcher, sequence } = message;
    if (message.leaving === true) {
      await control.apply({ type: 'left', searcher, sequence }, handling.origin);
      return;
    }
    const { endpoint, packs, datacenter = 'default' } = message;
    const free_bytes = message.free_space * MB;
    await control.apply(
      { type: 'registered', searcher, sequence, endpoint, datacenter, free_bytes, packs },
      handling.origin,
    );
  };
}
