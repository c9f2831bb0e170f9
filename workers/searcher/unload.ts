import type { Handler } from '#runtime/worker.ts';
import type { HeldPack } from './served-packs.ts';
import { answerTo } from './answer.ts';
import type { SearcherState } from './worker.ts';

/** Drops a pack after its last query and says `unloaded`; at once when it is not served. */
export function unload(state: SearcherState): Handler<'unload'> {
  return async (message, handling) => {
    await state.locks.run(message.pack, () => drop(state, message));
    await handling.send({ type: 'unloaded', ...(await answerTo(state, message)) });
  };
}

async function drop(state: SearcherState, { index, shard, pack }: HeldPack): Promise<void> {
  const { served, files } = state;
  served.removeHolder(pack, { index, shard });
  const left = served.holders(pack);
  if (left.length > 0) return files.writeHolders(pack, left);
  // Queries end by their own timeout at the latest.
  await served.withdraw(pack);
  await state.queries.broadcast('close_pack', { path: files.path(pack) });
  await files.remove(pack);
  served.delete(pack);
}
