import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import type { Message } from '#messages/registry.ts';
import { Tickles } from './tickles.ts';

const settings = {
  concurrency: 1,
  handler_timeout_ms: 1000,
  max_depth: 1,
  max_pages: 1,
  crawl_timeout_s: 10,
  page_timeout_s: 2,
  user_agent: 'Sitepack/0.1 (+https://search.gov/)',
};

function rig(table = new MemoryTable()) {
  let now_ms = 0;
  const clock = { now: () => now_ms, monotonic: () => now_ms, sleep: async () => undefined };
  const sent: Message[] = [];
  const waiting: (() => void)[] = [];
  const send = async (...messages: readonly Message[]): Promise<void> => {
    sent.push(...messages);
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const tickles = new Tickles({ table, clock, settings });
  return {
    tickles,
    sent,
    handling: { send },
    pass: (ms: number) => (now_ms += ms),
    /** The sends under way come through. */
    arrive: async () => {
      for (const resolve of waiting.splice(0)) resolve();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** With the index known already: a reset is sent at once. */
async function knownRig() {
  const made = rig();
  void made.tickles.tickle('first.gov', 'index', made.handling);
  await made.arrive();
  await made.arrive();
  made.sent.splice(0);
  return made;
}

it('notes the name of an index once, before the first reset for it', async () => {
  const noted: string[] = [];
  const { tickles, sent, handling, arrive } = rig(
    new (class extends MemoryTable {
      override async put(...args: Parameters<MemoryTable['put']>): Promise<boolean> {
        expect(sent).toEqual([]);
        noted.push(args[1].sk);
        return super.put(...args);
      }
    })(),
  );
  void tickles.tickle('a.gov', 'index', handling);
  await arrive();
  expect(noted).toEqual(['index']);
  expect(sent).toHaveLength(1);
  void tickles.tickle('b.gov', 'index', handling);
  expect(sent).toHaveLength(2);
  expect(noted).toEqual(['index']);
  await arrive();
});

it('tickles a site once in a second, and others beside it', async () => {
  const { tickles, sent, handling, pass, arrive } = await knownRig();
  for (const site of ['a.gov', 'a.gov', 'b.gov']) void tickles.tickle(site, 'index', handling);
  expect(sent).toHaveLength(2);
  pass(1000);
  void tickles.tickle('a.gov', 'index', handling);
  expect(sent).toHaveLength(3);
  await arrive();
});

it('rouses the timer for a page that waits, however lately it was tickled', async () => {
  const { tickles, sent, handling, arrive } = await knownRig();
  void tickles.tickle('a.gov', 'index', handling);
  await arrive();
  const roused = tickles.rouse('a.gov', 'index', handling);
  expect(sent).toHaveLength(2);
  await arrive();
  await roused;
});

it('rouses once more for all who came while it was rousing', async () => {
  const { tickles, sent, handling, arrive } = await knownRig();
  const first = tickles.rouse('a.gov', 'index', handling);
  const others = [1, 2, 3].map(() => tickles.rouse('a.gov', 'index', handling));
  expect(sent).toHaveLength(1);
  await arrive();
  await first;
  expect(sent).toHaveLength(2);
  await arrive();
  await Promise.all(others);
  const later = tickles.rouse('a.gov', 'index', handling);
  expect(sent).toHaveLength(3);
  await arrive();
  await later;
});

it('tells a send that failed to those whom it was for, and goes on with the next', async () => {
  const { tickles, handling, sent, arrive } = await knownRig();
  const failing = { send: async () => Promise.reject(new Error('the queue is gone')) };
  const failed = tickles.rouse('a.gov', 'index', failing);
  const next = tickles.rouse('a.gov', 'index', handling);
  await expect(failed).rejects.toThrow('the queue is gone');
  await arrive();
  await next;
  expect(sent).toHaveLength(1);
});
