import type { Handler } from '#runtime/worker.ts';
import type { Heads } from './heads.ts';

/** A new version, or a deletion: the head row says which. */
export function handleUpdate(heads: Heads): Handler<'update'> {
  return async (message, handling) => {
    await heads.refresh(message.index, handling.origin);
  };
}
