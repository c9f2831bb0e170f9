import diagnostics from 'node:diagnostics_channel';
import { z } from 'zod';

/** https://undici.nodejs.org/#/docs/api/DiagnosticsChannel: told before a request is sent. */
const CHANNEL = 'undici:request:create';
const created = z.object({ request: z.object({ origin: z.coerce.string() }) });

/** Calls back for every request to a site that undici makes in this process, until disposed of. */
export function onRequests(url: string, told: () => void): Disposable {
  const { origin } = new URL(url);
  const listen = (message: unknown): void => {
    if (created.parse(message).request.origin === origin) told();
  };
  diagnostics.subscribe(CHANNEL, listen);
  return { [Symbol.dispose]: () => void diagnostics.unsubscribe(CHANNEL, listen) };
}
