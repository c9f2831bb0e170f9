import { ServerResponse } from 'node:http';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Clock } from '#ports/clock.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';
import type { AdminState } from './admin-state.ts';
import type { AdminFeed, Watcher } from './feed.ts';

/** A sign of life after this without news, so that no proxy takes the connection for dead. */
const HEARTBEAT_MS = 15_000;
/** A browser that lost the connection comes back after this. */
const RETRY_MS = 2000;
/** A watcher that has not taken an event after this is sent away: what waits for it would only get old. */
const TAKE_MS = 10_000;

const HEADERS = {
  'cache-control': 'no-store',
  // nginx would keep events back to make bigger packets of them.
  'x-accel-buffering': 'no',
} as const;

/** Makes an event of a state. */
export type Show = (state: AdminState) => Promise<{ event: string; data: string }>;

/**
 * Answers with a stream of events until the client goes or the feed is closed. Who asks for the head alone does not watch.
 * @throws {Problem} `too_many_watchers`; `cross_site`: a page of another site could take every place, with no more than its
 * visitor's browser.
 */
export function eventStream(c: Context, feed: AdminFeed, show: Show, services: HttpServices): Response {
  if (c.req.header('sec-fetch-site') === 'cross-site')
    throw new Problem('cross_site', 'a page of another site may not watch');
  if (c.req.method === 'HEAD') return c.body(null, 200, { ...HEADERS, 'content-type': 'text/event-stream' });
  const watcher = feed.join();
  const env: unknown = c.env;
  const answer = streamSSE(
    c,
    async (stream) => {
      stream.onAbort(() => watcher.end());
      const gone = await tell(stream, watcher, show, services.clock);
      watcher.end();
      if (gone === 'slow') cutOff(env);
    },
    async (error) => {
      watcher.end();
      services.log.error({ err: error }, 'the events of the admin page broke off');
    },
  );
  for (const [name, value] of Object.entries(HEADERS)) answer.headers.set(name, value);
  return answer;
}

/** Where events go: a promise resolves when the other side has taken them. */
export interface Outlet {
  write(text: string): Promise<unknown>;
  writeSSE(event: { event: string; data: string }): Promise<unknown>;
}

/** Tells a watcher what is seen. @returns why it stopped. */
export async function tell(
  stream: Outlet,
  watcher: Watcher,
  show: Show,
  clock: Clock,
): Promise<'end' | 'slow'> {
  if (!(await taken(stream.write(`retry: ${RETRY_MS}\n\n`), clock))) return 'slow';
  for (;;) {
    const next = await watcher.next(HEARTBEAT_MS);
    if (next === 'end') return 'end';
    const written = next === 'nothing' ? stream.write(': \n\n') : stream.writeSSE(await show(next));
    if (!(await taken(written, clock))) return 'slow';
  }
}

async function taken(written: Promise<unknown>, clock: Clock): Promise<boolean> {
  const waited = new AbortController();
  const late = clock.sleep(TAKE_MS, waited.signal).then(() => false);
  const done = written.then(() => true);
  const intime = await Promise.race([done, late]);
  waited.abort();
  return intime;
}

/** Ends the connection: to end the stream alone would wait for the client to read what was written before. */
function cutOff(env: unknown): void {
  if (typeof env !== 'object' || env === null || !('outgoing' in env)) return;
  if (env.outgoing instanceof ServerResponse) env.outgoing.destroy();
}
