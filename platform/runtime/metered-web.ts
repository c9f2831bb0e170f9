import { type Web, WebError } from '#ports/web.ts';
import type { Metering } from './metered-call.ts';

/** A web whose requests are measured, by the class of their status. */
export function meteredWeb(web: Web, { metrics, clock }: Metering): Web {
  return {
    async request(request) {
      const begun_ms = clock.monotonic();
      let status = 'error';
      try {
        const response = await web.request(request);
        status = `${Math.floor(response.status / 100)}xx`;
        metrics.count('web_bytes', {}, response.wire_bytes);
        return response;
      } catch (error) {
        metrics.count('web_errors', { code: error instanceof WebError ? error.code : 'other' });
        throw error;
      } finally {
        metrics.observe('web_requests', { status }, (clock.monotonic() - begun_ms) / 1000);
      }
    },
    close: () => web.close(),
  };
}
