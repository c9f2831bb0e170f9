import type { WorkerDefinition } from '#runtime/worker.ts';
import { answerTo } from './answer.ts';
import type { SearcherState } from './worker.ts';

/** A `load` that was tried too often without an end is answered, so that the orchestrator does not wait for it. */
export function giveUp(state: SearcherState): NonNullable<WorkerDefinition['onDead']> {
  return async (message, reason, handling) => {
    if (message.type !== 'load') return;
    const answer = await answerTo(state, message);
    await handling.send({ type: 'load_failed', ...answer, code: 'failed', reason: reason.slice(0, 2000) });
  };
}
