import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SqliteQueue } from '#adapters/embedded/sqlite-queue.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import { MAX_BATCH, type Queue } from '#ports/queue.ts';
import { MemoryQueue } from './memory-queue.ts';
import { VirtualClock } from './virtual-clock.ts';

const VISIBILITY_MS = 30;

/** What somebody does with a queue. `nth` is one of the deliveries so far. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('send' as const),
    group: fc.constantFrom('', 'a', 'b', 'c'),
    count: fc.integer({ min: 1, max: 4 }),
    delay_ms: fc.constantFrom(0, 0, 20),
  }),
  fc.record({ do: fc.constant('receive' as const), max: fc.integer({ min: 1, max: MAX_BATCH }) }),
  fc.record({
    do: fc.constantFrom('delete' as const, 'extend' as const),
    nth: fc.nat(),
    ms: fc.constantFrom(0, 40),
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 20, 50) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Does the steps. @returns what was seen of the queue. */
async function follow(
  steps: readonly Step[],
  name: string,
  { queue, clock }: { readonly queue: Queue; readonly clock: VirtualClock },
): Promise<unknown[]> {
  const seen: unknown[] = [];
  const receipts: string[] = [];
  let sent = 0;
  const outgoing = ({ group, delay_ms }: Step & { do: 'send' }) => {
    sent += 1;
    const routing = name.endsWith('.fifo')
      ? { group: `g${group}`, dedup_id: `g${group} ${sent % 7}` }
      : { group, delay_ms };
    return { body: String(sent), ...routing };
  };
  await queue.create(name);
  for (const one of steps) {
    if (one.do === 'wait') await clock.advance(one.ms);
    else if (one.do === 'send')
      await queue.send(
        name,
        Array.from({ length: one.count }, () => outgoing(one)),
      );
    else if (one.do === 'receive') {
      const received = await queue.receive(name, { max: one.max, wait_ms: 0, visibility_ms: VISIBILITY_MS });
      for (const { message_id: _, receipt, ...message } of received) {
        receipts.push(receipt);
        seen.push(message);
      }
    } else {
      const receipt = receipts[one.nth % Math.max(1, receipts.length)] ?? 'none';
      if (one.do === 'delete') await queue.delete(name, [receipt]);
      else await queue.extend(name, [receipt], one.ms);
    }
    seen.push(await queue.counts(name));
  }
  await queue.remove(name);
  return seen;
}

let data: string;
beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'sitepack-queues-'));
});
afterAll(() => rm(data, { recursive: true }));

it.each(['q', 'q.fifo'])('MemoryQueue shows what the embedded queue shows: %s', async (kind) => {
  const clocks = [new VirtualClock(), new VirtualClock()] as const;
  const [memory_clock, embedded_clock] = clocks;
  const memory = new MemoryQueue({ clock: memory_clock, random: systemRandom });
  await using embedded = new SqliteQueue({ data, clock: embedded_clock, random: systemRandom });
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      runs += 1;
      const name = `${runs}-${kind}`;
      const theirs = await follow(steps, name, { queue: embedded, clock: embedded_clock });
      expect(await follow(steps, name, { queue: memory, clock: memory_clock })).toEqual(theirs);
    }),
    { numRuns: 60 },
  );
});
