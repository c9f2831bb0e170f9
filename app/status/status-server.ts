import type { Clock } from '#ports/clock.ts';
import { type HttpServer, listen } from '../listen.ts';
import { type StatusServices, statusApp } from './status-app.ts';

/**
 * Starts the status server of a process without an API.
 * @param at `port` 0 takes a free one; `advertise` is the host in its address, when it is not the one listened on.
 * @throws {CannotListen}
 */
export function startStatus(
  services: StatusServices & { readonly clock: Clock },
  at: { readonly host: string; readonly port: number; readonly advertise?: string },
): Promise<HttpServer> {
  return listen(statusApp(services), services.clock, { ...at, port_setting: 'SITEPACK_STATUS_PORT' });
}
