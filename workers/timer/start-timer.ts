import { readCrawl } from '#core/tables/crawls.ts';
import type { Handler } from '#runtime/worker.ts';
import { callbackOf } from './callback.ts';
import { changeTimer } from './change-timer.ts';
import type { TimerDeps } from './worker.ts';

/**
 * Starts the timer of a site, or upgrades the one that a reset had started. Nothing happens for a crawl that is finished.
 */
export function startTimer(deps: TimerDeps): Handler<'start_timer'> {
  return async (message, { log }) => {
    const callback = callbackOf(message.callback_queue, message.callback_msg, message.traceparent);
    const crawl_id = message.crawl_id ?? callback.message['crawl_id'];
    if (typeof crawl_id === 'string') {
      const crawl = await readCrawl(deps.table, crawl_id);
      if (crawl !== undefined && crawl.mark === undefined) {
        log.debug({ crawl_id }, 'the crawl is finished: no timer');
        return;
      }
    }
    const timeout_ms = message.timeout * 1000;
    await changeTimer(deps, message, { type: 'start', now_ms: deps.clock.now(), timeout_ms, callback });
  };
}
