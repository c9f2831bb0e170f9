import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type Web, WebError } from '#ports/web.ts';
import { HostGate } from './host-gate.ts';
import { PoliteWeb } from './polite-web.ts';
import { RobotsCache } from './robots-cache.ts';
import { JumpingClock } from './testing/jumping-clock.ts';

const DAY_MS = 86_400_000;
const TTL_S = 3600;
const never = new AbortController().signal;

/** A host whose robots.txt may fail, and workers that share what they know of it in a table. */
function world() {
  const clock = new JumpingClock();
  const host = { isDown: false, asked: 0 };
  const web: Web = {
    request: async () => {
      host.asked += 1;
      if (host.isDown) throw new WebError('connection_failed', 'refused');
      const body = new TextEncoder().encode('User-agent: *\nDisallow: /no');
      return {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body,
        wire_bytes: body.length,
        duration_ms: 1,
      };
    },
    close: () => Promise.resolve(),
  };
  const onTrouble = (error: unknown) => expect.unreachable(String(error));
  const ports = { table: new MemoryTable(), clock, random: new CountingRandom(), onTrouble };
  const gate = new HostGate(ports, { delay_ms: 0, host_concurrency: 1, flight_ms: 5000 });
  const polite = new PoliteWeb({ ...ports, web, gate }, { user_agent: 'test', fetch_timeout_ms: 1000 });
  const worker = () =>
    new RobotsCache({ ...ports, web: polite }, { user_agent: 'test', robots_ttl_s: TTL_S });
  const ask = async (cache: RobotsCache) =>
    (await clock.run(cache.rulesFor('https://site.gov/', never))).rules.source;
  return { clock, host, worker, ask };
}

test('rules are asked for once by all workers, until their time is over', async () => {
  const { clock, host, worker, ask } = world();
  const [one, other] = [worker(), worker()];
  expect([await ask(one), await ask(one), await ask(other)]).toEqual(['file', 'file', 'file']);
  expect(host.asked).toBe(1);
  await clock.advance(TTL_S * 1000);
  expect(await ask(other)).toBe('file');
  expect(host.asked).toBe(2);
});

test('a host that could not be asked is asked again in a second, though the clock went back by days', async () => {
  const { clock, host, worker, ask } = world();
  const cache = worker();
  clock.jump_ms = 2 * DAY_MS;
  host.isDown = true;
  expect(await ask(cache)).toBe('unreachable');
  clock.jump_ms = 0;
  host.isDown = false;
  expect(await ask(cache)).toBe('unreachable');
  await clock.advance(1000);
  expect(await ask(cache)).toBe('file');
});

test('rules that a wrong clock wrote for days are asked for anew, and those of one ahead by less are not', async () => {
  const { clock, host, worker, ask } = world();
  clock.jump_ms = 2 * DAY_MS;
  await ask(worker());
  clock.jump_ms = 0;
  await ask(worker());
  expect(host.asked).toBe(2);
  clock.jump_ms = -(TTL_S * 1000) / 2;
  await ask(worker());
  expect(host.asked).toBe(2);
});
