import type { Queue, Received } from '#ports/queue.ts';
import { must, type Ports, type Probe } from './probe.ts';

const QUEUES = 'use queues that keep what SQS promises, or SITEPACK_BACKEND=embedded';
/** SQS counts in whole seconds. */
const DELAY_MS = 1000;
const VISIBILITY_MS = 2000;
/** For what must come: a message that others hold for the time above comes well before. */
const WAIT_MS = 8000;
/** Longer than a probe takes. */
const HOLD_MS = 60_000;
/** Clocks of queues have whole milliseconds, and some count from before the message was stored. */
const TICK_MS = 50;

/** What Sitepack relies upon in a queue. */
export const QUEUE_PROBES: readonly Probe[] = [
  {
    name: 'queues: round trip',
    why: 'work would be lost: pages not read, packs not built',
    remedy: QUEUES,
    async run(ports, workplace) {
      const { queue } = ports;
      const q = await workplace.queue('trip');
      const bodies = ['one', 'žluť 漢字', JSON.stringify({ text: 'a\r\n"b" & <c>' }), 'x'.repeat(200_000)];
      const ids = await queue.send(
        q,
        bodies.map((body) => ({ body, group: 'doctor' })),
      );
      const got = await takeAll(ports, q, bodies.length);
      must(got.length === bodies.length, `of ${bodies.length} messages that were sent ${got.length} came`);
      for (const { body, message_id } of got)
        must(
          ids[bodies.indexOf(body)] === message_id,
          'a message comes with another text or another id than it was sent with',
        );
      return 'messages come as they were sent';
    },
  },
  {
    name: 'queues: every character',
    why: 'messages with an address or a name that has such a sign in it cannot be sent',
    remedy: 'nothing on SQS, which takes them; what stands in for it does not',
    minor: true,
    async run(ports, workplace) {
      const { queue } = ports;
      const q = await workplace.queue('character');
      const body = '🦉 𝒜 \u{2f81a}';
      await queue.send(q, [{ body }]);
      const [got] = await takeAll(ports, q, 1);
      must(got?.body === body, `"${body}" comes as ${got === undefined ? 'nothing' : `"${got.body}"`}`);
      return 'those beyond the first 65,536 of Unicode come as they were sent';
    },
  },
  {
    name: 'queues: visibility',
    why: 'messages would be worked on twice at a time, or lost with the worker that had them',
    remedy: QUEUES,
    async run(ports, workplace) {
      const { queue } = ports;
      const q = await workplace.queue('visibility');
      await queue.send(q, [{ body: 'once' }]);
      const [first] = await take(queue, q, VISIBILITY_MS, WAIT_MS);
      must(first !== undefined, 'a message that was sent does not come');
      must(
        (await take(queue, q, HOLD_MS, 0)).length === 0,
        'a message comes to a second receiver while one has it',
      );
      const [second] = await take(queue, q, VISIBILITY_MS, WAIT_MS);
      must(second !== undefined, 'a message that was received and not deleted does not come back');
      must(second.message_id === first.message_id, 'a message comes back with another id');
      must(second.receive_count > first.receive_count, 'the count of deliveries does not grow');
      await queue.delete(q, [second.receipt]);
      must(
        (await take(queue, q, HOLD_MS, VISIBILITY_MS + 1000)).length === 0,
        'a message comes back after it was deleted',
      );
      return 'hidden while somebody has it, back when that ends, gone when deleted';
    },
  },
  {
    name: 'queues: hand back',
    why: 'a worker that stops would keep its messages from the others for the whole visibility timeout',
    remedy: QUEUES,
    async run({ queue }, workplace) {
      const q = await workplace.queue('back');
      await queue.send(q, [{ body: 'back' }]);
      const [first] = await take(queue, q, HOLD_MS, WAIT_MS);
      must(first !== undefined, 'a message that was sent does not come');
      await queue.extend(q, [first.receipt], 0);
      const [second] = await take(queue, q, HOLD_MS, WAIT_MS);
      must(second !== undefined, 'a message that was handed back does not come');
      await queue.delete(q, [second.receipt]);
      return 'a message that is handed back comes at once';
    },
  },
  {
    name: 'queues: delay',
    why: 'sites would be asked again too early, or never',
    remedy: QUEUES,
    async run({ queue, clock }, workplace) {
      const q = await workplace.queue('delay');
      const sent = clock.monotonic();
      await queue.send(q, [{ body: 'later', delay_ms: DELAY_MS }]);
      const [got] = await take(queue, q, HOLD_MS, WAIT_MS);
      const waited_ms = Math.round(clock.monotonic() - sent);
      must(got !== undefined, `a message that was to come after ${DELAY_MS} ms does not come`);
      must(
        waited_ms >= DELAY_MS - TICK_MS,
        `a message that was to come after ${DELAY_MS} ms came after ${waited_ms}`,
      );
      return `a message with a delay of ${DELAY_MS} ms came after ${waited_ms}`;
    },
  },
  {
    name: 'queues: FIFO order',
    why: 'changes of an index could be packed in a wrong order, or by two packers at once',
    remedy: QUEUES,
    async run({ queue }, workplace) {
      const q = await workplace.queue('order', '.fifo');
      const bodies = ['1', '2', '3'];
      await queue.send(
        q,
        bodies.map((body) => ({ body, group: 'g', dedup_id: body })),
      );
      for (const body of bodies) {
        const [got] = await take(queue, q, HOLD_MS, WAIT_MS);
        must(got?.body === body, `in place of message ${body} of a group came ${got?.body ?? 'none'}`);
        must(
          (await take(queue, q, HOLD_MS, 0)).length === 0,
          'the next message of a group comes before the one before it is deleted',
        );
        await queue.delete(q, [got.receipt]);
      }
      return 'messages of a group come one after the other';
    },
  },
  {
    name: 'queues: FIFO doubles',
    why: 'an index would be packed more often than needed',
    remedy: QUEUES,
    async run(ports, workplace) {
      const { queue } = ports;
      const q = await workplace.queue('doubles', '.fifo');
      await queue.send(q, [{ body: 'a', group: 'g', dedup_id: 'same' }]);
      await queue.send(q, [
        { body: 'a again', group: 'g', dedup_id: 'same' },
        { body: 'a', group: 'h', dedup_id: 'other' },
      ]);
      const got = await takeAll(ports, q, 3, 1000);
      const told = got.map(({ body, group }) => `${body} of ${group ?? 'no group'}`).sort();
      must(
        told.join() === 'a of g,a of h',
        `of a message, its double and another one came: ${told.join(', ')}`,
      );
      return 'a second message with the same id is dropped, equal ones with others are not';
    },
  },
];

async function take(queue: Queue, q: string, visibility_ms: number, wait_ms: number): Promise<Received[]> {
  return await queue.receive(q, { max: 1, wait_ms, visibility_ms });
}

/** Receives and deletes until there were `count`, or until none came for `quiet_ms`. */
async function takeAll(
  { queue }: Pick<Ports, 'queue'>,
  q: string,
  count: number,
  quiet_ms = WAIT_MS,
): Promise<Received[]> {
  const all: Received[] = [];
  while (all.length < count) {
    const got = await queue.receive(q, { max: 10, wait_ms: quiet_ms, visibility_ms: HOLD_MS });
    if (got.length === 0) break;
    all.push(...got);
    await queue.delete(
      q,
      got.map(({ receipt }) => receipt),
    );
  }
  return all;
}
