import { expect, test } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import type { Reading } from './reader.ts';
import { Reader } from './reader.ts';
import { Visitor } from './visitor.ts';

const VISIT_MS = 30_000;
const request = { index: 'made', url: 'https://site.gov/', redirects: [], mayRead: () => true };
const never = new AbortController().signal;

/** Two processes with a table in common, of which the first never ends its visits. */
function world({ ahead_ms = 0 } = {}) {
  const clock = new VirtualClock();
  const wrong = {
    now: () => clock.now() + ahead_ms,
    monotonic: () => clock.monotonic(),
    sleep: (ms: number) => clock.sleep(ms),
  };
  const ports = {
    table: new MemoryTable(),
    objects: new MemoryObjects({ clock }),
    random: new CountingRandom(),
  };
  const settings = { fetch_attempts: 1, retry_delay_ms: 0, visit_ms: VISIT_MS };
  const gone: Reading = {
    outcome: { kind: 'gone', status: 404, reason: 'answered 404' },
    links: [],
    wire_bytes: 0,
  };
  const readerOf = (read: () => Promise<Reading>): Reader =>
    Object.assign(Object.create(Reader.prototype), { read });
  const dead = new Visitor(
    { ...ports, clock: wrong },
    readerOf(() => new Promise(() => undefined)),
    settings,
  );
  const alive = new Visitor(
    { ...ports, clock },
    readerOf(async () => gone),
    settings,
  );
  return { clock, dead, alive };
}

test.each([0, 3_600_000])('a page that another visits is asked after ever more seldom', async (ahead_ms) => {
  const { clock, dead, alive } = world({ ahead_ms });
  void dead.visit(request, never);
  const waits: number[] = [];
  for (;;) {
    await clock.settle();
    const visit = await alive.visit(request, never);
    if (visit.kind === 'done') break;
    waits.push(visit.retry_after_ms);
    await clock.advance(visit.retry_after_ms);
  }
  expect(waits[0]).toBe(1000);
  expect(waits.length).toBeLessThan(20);
  expect(waits.every((wait, n) => wait >= (waits[n - 1] ?? 0) && wait <= 5000)).toBe(true);
});

test('a claim by a clock that is an hour ahead lasts no longer than any other', async () => {
  const { clock, dead, alive } = world({ ahead_ms: 3_600_000 });
  void dead.visit(request, never);
  await clock.settle();
  expect(await alive.visit(request, never)).toMatchObject({ kind: 'busy' });
  await clock.advance(VISIT_MS);
  expect(await alive.visit(request, never)).toMatchObject({ kind: 'done' });
});

test('a client that posts again under the same id has the page read again, whoever read it before', async () => {
  const { clock, dead, alive } = world();
  void dead.visit(request, never);
  await clock.settle();
  const ask = (asked_by: string) => alive.visit({ ...request, asked_by }, never);
  await Promise.all([ask('one'), ask('two')]);
  await clock.advance(VISIT_MS);
  for (const fresh of [true, false]) {
    expect(await ask(fresh ? 'one' : 'two')).toMatchObject({ kind: 'done', fresh });
  }
  await clock.advance(1);
  for (const asked_by of ['one', 'two']) {
    expect(await ask(asked_by)).toMatchObject({ kind: 'done', fresh: true });
    await clock.advance(1);
  }
});

test('clients who asked while another visited the page share the next visit', async () => {
  const { clock, dead, alive } = world();
  void dead.visit(request, never);
  await clock.settle();
  const ask = (asked_by: string) => alive.visit({ ...request, asked_by }, never);
  expect(await Promise.all([ask('one'), ask('two')])).toMatchObject([{ kind: 'busy' }, { kind: 'busy' }]);
  await clock.advance(VISIT_MS);
  expect(await ask('one')).toMatchObject({ kind: 'done', fresh: true });
  expect(await ask('two')).toMatchObject({ kind: 'done', fresh: false, wire_bytes: 0 });
  await clock.advance(1);
  expect(await ask('three')).toMatchObject({ kind: 'done', fresh: true });
});
