import pino from 'pino';
import { expect, it, vi } from 'vitest';
import {
  PROCESS_BEAT_MS,
  PROCESS_FORGET_MS,
  type Process,
  listProcesses,
  writeProcess,
} from '#core/tables/processes.ts';
import type { Clock } from '#ports/clock.ts';
import { embedded } from '../test/embedded.ts';
import { keepPresence } from './presence.ts';

const facts = {
  id: 'one',
  roles: ['indexer', 'crawler'],
  host: 'machine',
  pid: 4711,
  version: '0.1.0',
  datacenter: 'default',
  endpoint: 'http://127.0.0.1:9000',
};
const process: Process = { ...facts, started_at_ms: 0, seen_at_ms: 0, handled: 0, failed: 0, in_work: 0 };

/** A clock that goes on when it is told to. */
function handClock(): Clock & { advance(ms: number): void } {
  let now_ms = 1_000_000;
  let wake: { at_ms: number; resolve: () => void }[] = [];
  return {
    now: () => now_ms,
    monotonic: () => now_ms,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        wake.push({ at_ms: now_ms + ms, resolve });
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
    advance(ms) {
      now_ms += ms;
      const due = wake.filter(({ at_ms }) => at_ms <= now_ms);
      wake = wake.filter(({ at_ms }) => at_ms > now_ms);
      for (const { resolve } of due) resolve();
    },
  };
}

it('a process is in the table from its start until it stops, with what it did', async () => {
  await using ports = await embedded();
  const clock = handClock();
  let handled = 0;
  const totals = () => ({ handled, failed: 1, in_work: 2 });
  const presence = await keepPresence({ ...ports, clock, totals }, facts);
  const started_at_ms = clock.now();
  expect(await listProcesses(ports.table, clock.now())).toEqual([
    { ...facts, started_at_ms, seen_at_ms: started_at_ms, handled: 0, failed: 1, in_work: 2 },
  ]);
  handled = 7;
  clock.advance(PROCESS_BEAT_MS);
  await vi.waitFor(async () =>
    expect(await listProcesses(ports.table, clock.now())).toMatchObject([
      { started_at_ms, seen_at_ms: started_at_ms + PROCESS_BEAT_MS, handled: 7 },
    ]),
  );
  await presence.stop();
  expect(await listProcesses(ports.table, clock.now())).toEqual([]);
});

it('a table that is out of reach ends no process: it is tried again, and said', async () => {
  await using ports = await embedded();
  const clock = handClock();
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  let broken = true;
  const table = new Proxy(ports.table, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return broken ? () => Promise.reject(new Error('the table is down')) : value.bind(target);
    },
  });
  const totals = () => ({ handled: 0, failed: 0, in_work: 0 });
  const presence = await keepPresence({ ...ports, table, clock, log, totals }, facts);
  expect(lines.join('')).toMatch(/the table is down.*not written/);
  broken = false;
  clock.advance(PROCESS_BEAT_MS);
  await vi.waitFor(async () => expect(await listProcesses(ports.table, clock.now())).toHaveLength(1));
  broken = true;
  await presence.stop();
  expect(lines.join('')).toMatch(/could not sign off; it is forgotten in ten minutes"}\n$/);
});

it('who was not seen for long is forgotten, and who came back is not', async () => {
  await using ports = await embedded();
  const now_ms = PROCESS_FORGET_MS + 1000;
  await writeProcess(ports.table, { ...process, id: 'dead', seen_at_ms: 999 });
  await writeProcess(ports.table, { ...process, id: 'silent', seen_at_ms: 1000 });
  expect((await listProcesses(ports.table, now_ms)).map(({ id }) => id)).toEqual(['silent']);
  expect((await ports.table.query('nodes', { pk: 'processes' })).rows.map(({ sk }) => sk)).toEqual([
    'silent',
  ]);

  // It writes its row between the look of another and that one's deletion.
  const backs = new Proxy(ports.table, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'delete') return value.bind(target);
      return async (...args: Parameters<typeof target.delete>) => {
        await writeProcess(target, { ...process, id: 'silent', seen_at_ms: now_ms });
        return target.delete(...args);
      };
    },
  });
  expect(await listProcesses(backs, now_ms + 1)).toEqual([]);
  expect((await listProcesses(ports.table, now_ms + 1)).map(({ id }) => id)).toEqual(['silent']);
});
