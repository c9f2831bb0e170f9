import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type Web, WebError, type WebErrorCode, type WebRequest } from '#ports/web.ts';
import { HostGate } from './host-gate.ts';
import { hostRowSchema } from './host-desk.ts';
import { PoliteWeb } from './polite-web.ts';
import { SiteCredentials } from './site-credentials.ts';
import { JumpingClock } from './testing/jumping-clock.ts';

type Answer =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly took_ms?: number }
  | WebErrorCode;

/** A web that gives one answer after the other, the last one for ever, and what is asked of it. */
function webOf(...answers: Answer[]): Web & { asked: WebRequest[] } {
  const asked: WebRequest[] = [];
  return {
    asked,
    async request(request) {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? { status: 200 };
      asked.push(request);
      if (typeof answer === 'string') throw new WebError(answer, 'as the test has it');
      const { status, headers = {}, took_ms = 1 } = answer;
      return { status, headers, body: new Uint8Array(), wire_bytes: 0, duration_ms: took_ms };
    },
    close: () => Promise.resolve(),
  };
}

function polite(web: Web, { delay_ms = 0, host_concurrency = 1 } = {}) {
  const clock = new JumpingClock();
  const table = new MemoryTable();
  const onTrouble = (error: unknown) => expect.unreachable(String(error));
  const ports = { table, clock, random: new CountingRandom(), onTrouble };
  const gate = new HostGate(ports, { delay_ms, delay_factor: 1, host_concurrency, flight_ms: 5000 });
  const asPolite = new PoliteWeb({ ...ports, web, gate }, { user_agent: 'test', fetch_timeout_ms: 1000 });
  const options = { max_bytes: 1000, signal: new AbortController().signal };
  const get = (url = 'https://site.gov/', more: Partial<Parameters<PoliteWeb['get']>[1]> = {}) =>
    clock.run(asPolite.get(url, { ...options, ...more }));
  const schedule = async () => {
    // A kept turn goes into the row when nobody came for it.
    await clock.advance(1100);
    const row = await table.get('hosts', { pk: 'slots', sk: 'site.gov' });
    return hostRowSchema.parse(row).schedule;
  };
  return { clock, get, schedule };
}

const failing = (error: unknown): unknown => error;

test('a host that asks to be left alone is for as long as it says, however often it is come back to', async () => {
  const web = webOf({ status: 429, headers: { 'retry-after': '7200' } }, { status: 200 });
  const { clock, get } = polite(web, { host_concurrency: 2 });
  expect((await get()).status).toBe(429);
  for (let left_ms = 7_200_000; left_ms > 0; left_ms -= 900_000) {
    const refused = await get('https://site.gov/a').catch(failing);
    expect(refused).toMatchObject({ code: 'host_busy' });
    const { retry_after_ms } = z.object({ retry_after_ms: z.number() }).parse(refused);
    expect(retry_after_ms).toBeGreaterThan(left_ms - 10_000);
    expect(retry_after_ms).toBeLessThanOrEqual(left_ms);
    await clock.advance(900_000);
  }
  expect(web.asked).toHaveLength(1);
  expect((await get('https://site.gov/a')).status).toBe(200);
});

test('a host that fails is told as failing only to who can be put off until it may be asked', async () => {
  const refusals = Array.from({ length: 7 }, () => ({ status: 429, headers: { 'retry-after': '0' } }));
  const web = webOf(...refusals, { status: 429, headers: { 'retry-after': '3600' } });
  const { clock, get } = polite(web);
  for (let n = 0; n < 8; n += 1) {
    expect((await get()).status).toBe(429);
    await clock.advance(300_000);
  }
  const codes: unknown[] = [];
  for (let n = 0; n < 4; n += 1) {
    codes.push(Object(await get().catch(failing)).code);
    await clock.advance(890_000);
  }
  expect(web.asked).toHaveLength(8);
  expect(codes).toEqual(['host_busy', 'host_busy', 'host_busy', 'host_failing']);
});

test('a wall clock that goes back holds up no request', async () => {
  const { clock, get } = polite(webOf({ status: 200 }));
  await get();
  // The turn of the first request is kept for the next one, which comes at once.
  clock.jump_ms = -3_600_000;
  const begun_ms = clock.monotonic();
  await get();
  expect(clock.monotonic() - begun_ms).toBeLessThan(1000);
});

describe('what is learnt of a host', () => {
  it.each<[answer: Answer, strikes: number, response_ms: number | null]>([
    [{ status: 200, took_ms: 40 }, 0, 40],
    [{ status: 304, took_ms: 30 }, 0, 30],
    [{ status: 404, took_ms: 20 }, 0, 20],
    [{ status: 429 }, 1, null],
    [{ status: 503 }, 1, null],
    [{ status: 503, headers: { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' } }, 1, null],
    [{ status: 500, took_ms: 40 }, 0, null],
    [{ status: 502, took_ms: 40 }, 0, null],
    ['connection_failed', 1, null],
    ['dns_failed', 1, null],
    ['tls_failed', 1, null],
    ['timeout', 1, null],
    ['proxy_failed', 0, null],
    ['too_large', 0, null],
    ['bad_response', 0, null],
    ['address_refused', 0, null],
    ['aborted', 0, null],
  ])('from %j: strikes %i, response time %j', async (answer, strikes, response_ms) => {
    const { get, schedule } = polite(webOf(answer));
    await get().catch(failing);
    expect(await schedule()).toMatchObject({ strikes, response_ms });
  });

  it('lets it be asked ever more seldom while it fails, and in the end not for every page', async () => {
    const web = webOf('connection_failed');
    const { clock, get } = polite(web);
    const codes: unknown[] = [];
    for (let n = 0; n < 400; n += 1) {
      codes.push(Object(await get().catch(failing)).code);
      await clock.advance(1000);
    }
    expect(new Set(codes)).toEqual(new Set(['connection_failed', 'host_busy', 'host_failing']));
    expect(codes.lastIndexOf('host_busy')).toBeLessThan(codes.indexOf('host_failing'));
    // At 0, 0.25, 0.75, ... s, and then once a minute.
    expect(web.asked.length).toBeLessThan(20);
  });
});

describe('what is sent', () => {
  const credentials = new SiteCredentials({
    hosts: ['site.gov', 'www.site.gov'],
    scheme: 'https',
    headers: { 'X-Key': 'abc' },
    basic_auth: { user: 'me', password: 'pass:word' },
    cookies: { session: '1', theme: 'dark' },
    by_host: { 'docs.site.gov': { scheme: 'https', headers: { 'X-Docs': 'xyz' } } },
  });
  const secret = { 'x-key': 'abc', authorization: 'Basic bWU6cGFzczp3b3Jk', cookie: 'session=1; theme=dark' };

  it.each([
    ['https://site.gov/a', secret],
    ['https://www.site.gov/', secret],
    ['https://docs.site.gov/', { 'x-docs': 'xyz' }],
    ['http://site.gov/a', {}],
    ['https://site.gov:8443/a', {}],
    ['https://other.gov/', {}],
    ['https://site.gov.evil.test/', {}],
    ['https://sub.site.gov/', {}],
  ])('to %s', async (url, expected) => {
    const web = webOf({ status: 200 });
    await polite(web).get(url, { credentials, headers: { 'if-none-match': '"x"' } });
    expect(web.asked[0]?.headers).toEqual({ 'user-agent': 'test', 'if-none-match': '"x"', ...expected });
  });
});
