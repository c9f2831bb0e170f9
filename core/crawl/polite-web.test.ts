import { expect, test } from 'vitest';
import type { Web } from '#ports/web.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { embedded } from '../../test/embedded.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { HostGate } from './host-gate.ts';
import { PoliteWeb } from './polite-web.ts';
import { JumpingClock } from './testing/jumping-clock.ts';

/** A web that answers all with one status. */
function webOf(status: number, headers: Record<string, string>): Web & { asked: number } {
  return {
    asked: 0,
    async request() {
      this.asked += 1;
      return { status, headers, body: new Uint8Array(), wire_bytes: 0, duration_ms: 1 };
    },
    close: () => Promise.resolve(),
  };
}

test('a host that asks to be left alone is, and pages are put off for as long as a queue can', async () => {
  await using ports = await embedded();
  const onTrouble = (error: unknown) => expect.unreachable(String(error));
  const gate = new HostGate({ ...ports, onTrouble }, { delay_ms: 0, host_concurrency: 2, flight_ms: 5000 });
  const web = webOf(429, { 'retry-after': '3600' });
  const polite = new PoliteWeb(
    { ...ports, web, gate, onTrouble },
    { user_agent: 'test', fetch_timeout_ms: 1000 },
  );
  const options = { max_bytes: 1000, signal: new AbortController().signal };
  expect((await polite.get('https://site.gov/', options)).status).toBe(429);
  const refused = await polite.get('https://site.gov/a', options).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'host_busy' });
  const retry_after_ms = Number(Object(refused).retry_after_ms);
  expect(retry_after_ms).toBeGreaterThan(890_000);
  expect(retry_after_ms).toBeLessThanOrEqual(900_000);
  expect(web.asked).toBe(1);
});

test('a wall clock that goes back holds up no request', async () => {
  const clock = new JumpingClock();
  const onTrouble = (error: unknown) => expect.unreachable(String(error));
  const ports = { table: new MemoryTable(), clock, random: new CountingRandom(), onTrouble };
  const gate = new HostGate(ports, { delay_ms: 0, host_concurrency: 1, flight_ms: 5000 });
  const web = webOf(200, {});
  const polite = new PoliteWeb({ ...ports, web, gate }, { user_agent: 'test', fetch_timeout_ms: 1000 });
  const options = { max_bytes: 1000, signal: new AbortController().signal };
  const get = () => clock.run(polite.get('https://site.gov/', options));
  await get();
  // The turn of the first request is kept for the next one, which comes at once.
  clock.jump_ms = -3_600_000;
  const begun_ms = clock.monotonic();
  await get();
  expect(clock.monotonic() - begun_ms).toBeLessThan(1000);
});
