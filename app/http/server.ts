import { type HttpServer, listen } from '../listen.ts';
import { httpApp } from './http-app.ts';
import type { HttpServices } from './services.ts';

/**
 * Starts the API and the search page.
 * @param at `port` 0 takes a free one; `advertise` is the host in its address, when it is not the one listened on.
 * @throws {CannotListen}
 */
export async function startHttp(
  services: HttpServices,
  at: { readonly host: string; readonly port: number; readonly advertise?: string },
): Promise<HttpServer> {
  const closing = new AbortController();
  const app = httpApp({ ...services, closing: closing.signal, address: () => server.address });
  const server = await listen(app, services.clock, { ...at, port_setting: '--port or SITEPACK_PORT' });
  return {
    address: server.address,
    close() {
      closing.abort();
      return server.close();
    },
  };
}
