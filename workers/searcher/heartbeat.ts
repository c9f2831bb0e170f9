import type { MessageOf } from '#messages/registry.ts';
import type { Idling } from '#runtime/worker.ts';
import type { SearcherState } from './worker.ts';

/**
 * Registers the searcher every `heartbeat_ms` until the signal aborts, then a last time as leaving. A registration
 * that cannot be sent is logged, for the next one tells the same.
 */
export async function heartbeat(state: SearcherState, handling: Idling): Promise<void> {
  const { signal, log } = handling;
  let sequence = 0;
  const register = async (leaving: boolean): Promise<void> => {
    sequence += 1;
    try {
      await handling.send(await registration(state, sequence, leaving));
    } catch (error) {
      log.warn({ err: error, leaving }, 'not registered; trying again with the next heartbeat');
    }
  };
  while (!signal.aborted) {
    await register(false);
    await state.clock.sleep(state.settings.heartbeat_ms, signal);
  }
  await register(true);
}

async function registration(
  state: SearcherState,
  sequence: number,
  leaving: boolean,
): Promise<MessageOf<'register'>> {
  const free_mb = await state.room.freeMb();
  const packs = state.served.list();
  state.metrics.searcherHolds(packs.length, free_mb * 2 ** 20);
  return {
    type: 'register',
    searcher_id: state.id,
    free_space: free_mb,
    endpoint: state.endpoint,
    datacenter: state.settings.datacenter,
    machine: state.machine(),
    packs,
    sequence,
    ...(leaving ? { leaving } : {}),
  };
}
