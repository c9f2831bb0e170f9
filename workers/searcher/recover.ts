import type { HeldPack } from './served-packs.ts';
import type { SearcherState } from './worker.ts';

/**
 * Serves the packs that the last process left in the folder, each checked anew, hash included: the machine may have
 * gone down with them. What does not hold is deleted, and what was unfinished too.
 */
export async function recover(state: Omit<SearcherState, 'id' | 'endpoint'>): Promise<void> {
  for (const held of await state.files.tidy()) {
    if (state.served.has(held.pack) || (await isWhole(state, held))) {
      state.served.add(held.pack, state.files.path(held.pack), held);
    } else {
      await state.files.remove(held.pack);
    }
  }
}

async function isWhole(state: Omit<SearcherState, 'id' | 'endpoint'>, { pack }: HeldPack): Promise<boolean> {
  const path = state.files.path(pack);
  try {
    await state.checks.run('verify_pack', { path, sha256: pack });
    await state.queries.broadcast('warm_pack', { path });
    return true;
  } catch (error) {
    state.log.warn({ err: error, pack }, 'a pack from before is not whole any more; dropping it');
    return false;
  }
}
