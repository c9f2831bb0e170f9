import { pino } from 'pino';
import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { dueMark, timerKey, writeTimer } from '#core/tables/timers.ts';
import { type Message, parseMessage } from '#messages/registry.ts';
import { fireDueTimers } from './fire-due-timers.ts';

const settings = {
  concurrency: 1,
  handler_timeout_ms: 1000,
  page_timeout_s: 2,
  crawl_timeout_s: 10,
  timer_max_factor: 3,
};

it('fires timers behind rows that cannot be read, and looks no more often for those', async () => {
  const clock = new VirtualClock();
  let looks = 0;
  const table = new (class extends MemoryTable {
    override query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
      looks += 1;
      return super.query(...args);
    }
  })();
  // More than are looked at in one go.
  for (let n = 0; n < 250; n += 1)
    await table.put('timers', { ...timerKey('bad', `site${n}`), mark: dueMark(0), state: 'asleep' });
  const due_ms = clock.now() + 1000;
  const timer = {
    ...timerKey('made', 'a.gov'),
    mark: dueMark(due_ms),
    index: 'made',
    site: 'a.gov',
    state: 'running',
    generation: 1,
    started_by: 'start',
    started_at_ms: clock.now(),
    timeout_ms: 1000,
    deadline_ms: due_ms,
    callback: { queue: 'pack', message: { type: 'pack_full', site: 'a.gov', index: 'made' } },
  } as const;
  await writeTimer(table, timer, undefined);
  const sent: Message[] = [];
  const stop = new AbortController();
  const firing = fireDueTimers(
    { table, clock, settings },
    {
      log: pino({ level: 'silent' }),
      signal: stop.signal,
      send: async (...messages) => {
        sent.push(...messages.map((message) => parseMessage(JSON.stringify(message))));
      },
    },
  );
  await clock.advance(900);
  expect(sent).toEqual([]);
  await clock.advance(1100);
  expect(sent).toMatchObject([{ type: 'pack_full', site: 'a.gov' }]);
  const before = looks;
  await clock.advance(10_000);
  expect(looks - before).toBeLessThan(4 * 40 + 10);
  stop.abort();
  await firing;
});
