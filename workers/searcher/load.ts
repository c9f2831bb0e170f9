import type { Handler } from '#runtime/worker.ts';
import { answerTo } from './answer.ts';
import { bringUp } from './bring-up.ts';
import { failureCode } from './failure-code.ts';
import type { SearcherState } from './worker.ts';

/**
 * Brings a pack up and says `loaded`, at once when it is served already; or `load_failed`, and whatever was served
 * before is served still. It is the orchestrator that decides whether and where to try again.
 */
export function load(state: SearcherState): Handler<'load'> {
  return async (message, handling) => {
    const { signal, log } = handling;
    const { index, shard, pack } = message;
    const begun_ms = state.clock.monotonic();
    try {
      await state.locks.run(message.pack, () => bringUp(state, message, handling));
    } catch (error) {
      // Stopped or too late, and not refused: the message comes back.
      if (signal.aborted) throw error;
      const code = failureCode(error);
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ err: error, code, index, shard, pack }, 'pack not loaded');
      await handling.send({
        type: 'load_failed',
        ...(await answerTo(state, message)),
        code,
        reason: reason.slice(0, 2000),
      });
      return;
    }
    const duration_ms = Math.round(state.clock.monotonic() - begun_ms);
    log.info({ index, shard, pack, bytes: message.bytes, duration_ms }, 'pack loaded');
    await handling.send({ type: 'loaded', ...(await answerTo(state, message)) });
  };
}
