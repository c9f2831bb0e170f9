import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Clock } from '#ports/clock.ts';
import { PeerError, type PeerErrorCode } from '#ports/peer.ts';
import { bringsKey } from '#runtime/shared-key.ts';
import {
  MAX_REQUEST_BYTES,
  countsRequest,
  detailsRequest,
  nearRequest,
  searchRequest,
  suggestRequest,
} from './requests.ts';
import type { SearchService } from './search-service.ts';

export interface SearcherServer {
  /** Where it listens: `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Takes no more requests, and ends when those that run are answered. */
  close(): Promise<void>;
}

export interface ListenSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What routers must bring; empty for nothing. */
  readonly key: string;
  /** Host name or address by which routers reach it. */
  readonly advertise: string;
}

/** Listens for the questions of routers. */
export async function serveSearches(
  service: SearchService,
  deps: { readonly log: Logger; readonly clock: Clock },
  { host, port, key, advertise }: ListenSettings,
): Promise<SearcherServer> {
  const app = searcherApp(service, deps.log, key);
  const listener = getRequestListener((incoming) => app.fetch(incoming));
  const server = createServer((incoming, outgoing) => {
    // It answers errors itself; what it rejects with is that nobody is there to be answered.
    listener(incoming, outgoing).catch((error: unknown) =>
      deps.log.warn({ err: error }, 'an answer was not sent'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    endpoint: `http://${advertise.includes(':') ? `[${advertise}]` : advertise}:${bound}`,
    async close() {
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      const grace = new AbortController();
      await Promise.race([closed, deps.clock.sleep(CLOSE_GRACE_MS, grace.signal)]);
      grace.abort();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Routes of the HTTP interface; errors are problem documents (RFC 9457) with a `code`. */
function searcherApp(service: SearchService, log: Logger, key: string): Hono {
  const app = new Hono();
  const limit = bodyLimit({
    maxSize: MAX_REQUEST_BYTES,
    onError: (c) => problem(c, 413, 'too_large', `a request has at most ${MAX_REQUEST_BYTES} bytes`),
  });
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.use(async (c, next) => {
    if (key !== '' && !bringsKey(c.req.header('authorization'), key))
      return problem(c, 401, 'key_needed', 'SITEPACK_KEY must be the same for all processes');
    return next();
  });
  app.post('/statistics', limit, async (c) =>
    c.json(await service.statistics(await bodyOf(c, countsRequest), c.req.raw.signal)),
  );
  app.post('/near', limit, async (c) =>
    c.json(await service.near(await bodyOf(c, nearRequest), c.req.raw.signal)),
  );
  app.post('/suggest', limit, async (c) =>
    c.json(await service.suggest(await bodyOf(c, suggestRequest), c.req.raw.signal)),
  );
  app.post('/search', limit, async (c) =>
    c.json(await service.search(await bodyOf(c, searchRequest), c.req.raw.signal)),
  );
  app.post('/details', limit, async (c) =>
    c.json(await service.details(await bodyOf(c, detailsRequest), c.req.raw.signal)),
  );
  app.notFound((c) => problem(c, 404, 'no_route', `there is no ${c.req.method} ${c.req.path} here`));
  app.onError((error, c) => {
    // Whoever asked is gone, so nobody reads this; 499 as nginx has it, for the log of a proxy.
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 });
    if (error instanceof BadRequest) return problem(c, 400, 'bad_request', error.message);
    if (error instanceof PeerError) {
      if (error.code === 'failed') log.error({ err: error, path: c.req.path }, 'a query failed');
      return problem(c, STATUS[error.code], error.code, error.message);
    }
    log.error({ err: error, path: c.req.path }, 'a request failed');
    return problem(c, 500, 'failed', 'the searcher failed; its log says how');
  });
  return app;
}

async function bodyOf<Body>(c: Context, schema: z.ZodType<Body>): Promise<Body> {
  // A type that a browser sends to another site only after asking it.
  if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
    throw new BadRequest('the body must be application/json');
  }
  let json: unknown;
  try {
    json = JSON.parse(await c.req.text());
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new BadRequest(`the body is not JSON: ${cause.message}`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadRequest(`"${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'not valid'}`);
}

type Status = 400 | 401 | 404 | 413 | 500 | 502 | 503 | 504;

function problem(c: Context, status: Status, code: string, detail: string): Response {
  return c.body(JSON.stringify({ status, code, detail }), status, {
    'content-type': 'application/problem+json',
  });
}

class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly code = 'bad_request';
}

const STATUS: Readonly<Record<PeerErrorCode, Status>> = {
  pack_not_served: 404,
  busy: 503,
  timeout: 504,
  failed: 500,
  unreachable: 502,
};

/** Queries end by their own timeout; this is for connections on which nothing comes any more. */
const CLOSE_GRACE_MS = 5000;
