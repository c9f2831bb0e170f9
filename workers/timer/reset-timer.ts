import { indexNameFor } from '#core/crawl/url.ts';
import type { Handler } from '#runtime/worker.ts';
import { callbackOf } from './callback.ts';
import { changeTimer } from './change-timer.ts';
import type { TimerDeps } from './worker.ts';

/** More time for a site; without a timer, starts one with the given callback, or with a `pack_incremental`. */
export function resetTimer(deps: TimerDeps): Handler<'reset_timer'> {
  return async (message) => {
    const { site, index = indexNameFor(site) } = message;
    const callback = callbackOf(
      message.callback_queue ?? 'pack',
      message.callback_msg ?? { type: 'pack_incremental', site, index },
      message.traceparent,
    );
    const timeout_ms = (message.timeout ?? deps.settings.page_timeout_s) * 1000;
    await changeTimer(deps, message, { type: 'reset', now_ms: deps.clock.now(), timeout_ms, callback });
  };
}
