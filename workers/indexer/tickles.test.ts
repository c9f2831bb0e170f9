import { expect, it } from 'vitest';
import type { Message } from '#messages/registry.ts';
import { Tickles } from './tickles.ts';

const settings = {
  concurrency: 1,
  handler_timeout_ms: 1000,
  max_depth: 1,
  max_pages: 1,
  crawl_timeout_s: 10,
  page_timeout_s: 2,
};

function rig() {
  let now_ms = 0;
  const clock = { now: () => now_ms, monotonic: () => now_ms, sleep: async () => undefined };
  const sent: Message[] = [];
  const waiting: (() => void)[] = [];
  const send = async (...messages: readonly Message[]): Promise<void> => {
    sent.push(...messages);
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  return {
    tickles: new Tickles({ clock, settings }),
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

it('tickles a site once in a second, and others beside it', async () => {
  const { tickles, sent, handling, pass, arrive } = rig();
  for (const site of ['a.gov', 'a.gov', 'b.gov']) void tickles.tickle(site, 'index', handling);
  expect(sent).toHaveLength(2);
  pass(1000);
  void tickles.tickle('a.gov', 'index', handling);
  expect(sent).toHaveLength(3);
  await arrive();
});

it('rouses the timer for a page that waits, however lately it was tickled', async () => {
  const { tickles, sent, handling, arrive } = rig();
  void tickles.tickle('a.gov', 'index', handling);
  await arrive();
  const roused = tickles.rouse('a.gov', 'index', handling);
  expect(sent).toHaveLength(2);
  await arrive();
  await roused;
});

it('rouses once more for all who came while it was rousing', async () => {
  const { tickles, sent, handling, arrive } = rig();
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
  const { tickles, handling, sent, arrive } = rig();
  const failing = { send: async () => Promise.reject(new Error('the queue is gone')) };
  const failed = tickles.rouse('a.gov', 'index', failing);
  const next = tickles.rouse('a.gov', 'index', handling);
  await expect(failed).rejects.toThrow('the queue is gone');
  await arrive();
  await next;
  expect(sent).toHaveLength(1);
});
