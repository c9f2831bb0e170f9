import { expect, test } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type Web, WebError } from '#ports/web.ts';
import { HostGate } from './host-gate.ts';
import { PoliteWeb } from './polite-web.ts';
import { RobotsCache } from './robots-cache.ts';

/** A clock whose wall clock can jump. */
class JumpingClock extends VirtualClock {
  jump_ms = 0;
  override now(): number {
    return super.now() + this.jump_ms;
  }
}

test('a robots.txt that could not be had is asked for again after a second, also if the wall clock went back', async () => {
  const clock = new JumpingClock();
  let isDown = true;
  const web: Web = {
    request: () =>
      isDown
        ? Promise.reject(new WebError('connection_failed', 'no answer'))
        : Promise.resolve({
            status: 404,
            headers: {},
            body: new Uint8Array(),
            wire_bytes: 0,
            duration_ms: 1,
          }),
    close: () => Promise.resolve(),
  };
  const onTrouble = (error: unknown) => expect.unreachable(String(error));
  const ports = { table: new MemoryTable(), clock, random: new CountingRandom(), onTrouble };
  const gate = new HostGate(ports, { delay_ms: 0, host_concurrency: 1, flight_ms: 5000 });
  const polite = new PoliteWeb({ ...ports, web, gate }, { user_agent: 'test', fetch_timeout_ms: 1000 });
  const cache = new RobotsCache({ ...ports, web: polite }, { user_agent: 'test', robots_ttl_s: 60 });
  const sourceOf = async () => {
    const { rules } = await clock.run(cache.rulesFor('https://site.gov/a', new AbortController().signal));
    return rules.source;
  };
  expect(await sourceOf()).toBe('unreachable');
  isDown = false;
  expect(await sourceOf()).toBe('unreachable');
  clock.jump_ms = -3_600_000;
  await clock.advance(1001);
  expect(await sourceOf()).toBe('missing');
});
