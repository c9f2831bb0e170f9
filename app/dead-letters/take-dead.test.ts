import { describe, expect, it } from 'vitest';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { systemRandom } from '#adapters/system/system-random.ts';
import type { Queue } from '#ports/queue.ts';
import { queueNames } from '#runtime/queue-names.ts';
import { MOST_LETTERS, findDead, listDead } from './dead-letters.ts';
import { bury } from '../http/testing/bury.ts';
import { deadQueues } from '../named-queues.ts';
import { dropDead, resendDead } from './take-dead.ts';

const MESSAGE = '{"type":"cancel_timer","site":"site.gov","index":"site.gov"}';

interface Place {
  readonly clock: VirtualClock;
  readonly random: typeof systemRandom;
  readonly names: ReturnType<typeof queueNames>;
  readonly queue: Queue;
}

async function place(prefix = 'sitepack'): Promise<Place> {
  const clock = new VirtualClock();
  const queue = new MemoryQueue({ clock, random: systemRandom });
  const names = queueNames(prefix);
  for (const name of names.all) await queue.create(name);
  return { clock, random: systemRandom, names, queue };
}

/** A queue some of whose methods are others. */
function changed(queue: Queue, change: Partial<Queue>): Queue {
  const same: Queue = {
    create: (name) => queue.create(name),
    remove: (name) => queue.remove(name),
    list: (prefix) => queue.list(prefix),
    send: (name, messages) => queue.send(name, messages),
    receive: (name, options) => queue.receive(name, options),
    extend: (name, receipts, ms) => queue.extend(name, receipts, ms),
    delete: (name, receipts) => queue.delete(name, receipts),
    counts: (name) => queue.counts(name),
    peek: (name, max) => queue.peek(name, max),
  };
  return { ...same, ...change };
}

describe('the queues of dead letters', () => {
  it('are those of this installation, though the prefix of another one begins alike', async () => {
    const ours = await place();
    const theirs = { ...ours, names: queueNames('sitepack-test') };
    const [lost = ''] = await bury(theirs, 'timer', [MESSAGE]);
    await bury(ours, 'timer', [MESSAGE]);
    expect(await deadQueues(ours)).toEqual(ours.names.all.filter((name) => name.includes('-dead')));
    expect(await listDead(ours, 10)).toHaveLength(1);
    const { dropped } = await ours.clock.run(dropDead(ours));
    expect(dropped).toHaveLength(1);
    expect((await listDead(theirs, 10)).map(({ id }) => id)).toEqual([lost]);
  });

  it('are passed over when they are listed and gone: SQS lists a removed one for a minute', async () => {
    const ours = await place();
    await bury(ours, 'timer', [MESSAGE]);
    const ghost = ours.names.dead(ours.names.searcher('ghost'));
    const list = async (prefix: string) => [...(await ours.queue.list(prefix)), ghost];
    const ports = { ...ours, queue: changed(ours.queue, { list }) };
    expect(await deadQueues(ports)).toContain(ghost);
    expect(await listDead(ports, 10)).toHaveLength(1);
    expect(await findDead(ports, 'nope')).toBeUndefined();
    expect((await ours.clock.run(dropDead(ports))).dropped).toHaveLength(1);
  });
});

describe('sending dead letters again', () => {
  it('keeps one whose queue is gone, says so, and sends the others', async () => {
    const ours = await place();
    const searcher = ours.names.searcher('gone');
    await ours.queue.create(ours.names.dead(searcher));
    const [homeless = ''] = await ours.queue.send(ours.names.dead(searcher), [{ body: MESSAGE }]);
    const sent = await bury(ours, 'timer', [MESSAGE]);
    expect(await ours.clock.run(resendDead(ours))).toEqual({
      resent: sent,
      kept: [{ id: homeless, code: 'dead_letter_homeless', reason: expect.stringContaining(searcher) }],
      more: false,
    });
    expect(await ours.queue.counts(ours.names.dead(searcher))).toMatchObject({ ready: 1, in_flight: 0 });
  });

  it('sends to the queue that a letter lay beside, whatever the letter says', async () => {
    const ours = await place();
    await ours.queue.create('payments');
    const letter = { queue: 'payments', message_id: 'm', code: 'failed', reason: '', failures: 1 };
    const times = { receive_count: 1, sent_at_ms: 1, died_at_ms: 2 };
    const body = JSON.stringify({ ...letter, ...times, body: MESSAGE });
    await ours.queue.send(ours.names.dead(ours.names.of('timer')), [{ body }]);
    expect((await ours.clock.run(resendDead(ours))).resent).toHaveLength(1);
    expect(await ours.queue.counts('payments')).toMatchObject({ ready: 0 });
    expect(await ours.queue.peek(ours.names.of('timer'), 10)).toMatchObject([{ body: MESSAGE }]);
  });

  it('looks at each once, though looking at all takes longer than they are held', async () => {
    const ours = await place();
    const ids = await bury(
      ours,
      'timer',
      Array.from({ length: 45 }, () => MESSAGE),
    );
    await ours.queue.remove(ours.names.of('timer'));
    const tried: string[] = [];
    const slow = changed(ours.queue, {
      async send(name, messages) {
        tried.push(name);
        await ours.clock.sleep(1000);
        return ours.queue.send(name, messages);
      },
    });
    const { resent, kept } = await ours.clock.run(resendDead({ ...ours, queue: slow }));
    expect(tried).toHaveLength(45);
    expect([resent, kept.map(({ id }) => id)]).toEqual([[], ids]);
    const dead = ours.names.dead(ours.names.of('timer'));
    expect(await ours.queue.counts(dead)).toMatchObject({ ready: 45, in_flight: 0 });
  });

  it('looks at each once, though the queue hands them out again', async () => {
    const ours = await place();
    const ids = await bury(ours, 'timer', ['no JSON', MESSAGE]);
    const forgetful = changed(ours.queue, {
      receive: (name, options) => ours.queue.receive(name, { ...options, visibility_ms: 1 }),
      async delete(name, receipts) {
        await ours.clock.sleep(100);
        await ours.queue.delete(name, receipts);
      },
    });
    const { resent, kept } = await ours.clock.run(resendDead({ ...ours, queue: forgetful }));
    expect([...kept.map(({ id }) => id), ...resent]).toEqual(ids);
  });

  it('deletes each before it sends the next, so that a failure leaves none to be sent twice', async () => {
    const ours = await place();
    await bury(ours, 'timer', [MESSAGE, MESSAGE, MESSAGE]);
    let sent = 0;
    const failing = changed(ours.queue, {
      send(name, messages) {
        sent += 1;
        return sent === 3 ? Promise.reject(new Error('no network')) : ours.queue.send(name, messages);
      },
    });
    const failed = ours.clock.run(resendDead({ ...ours, queue: failing }));
    await expect(failed).rejects.toThrow('no network');
    const dead = ours.names.dead(ours.names.of('timer'));
    expect(await ours.queue.counts(dead)).toMatchObject({ ready: 1, in_flight: 0 });
    expect(await ours.queue.counts(ours.names.of('timer'))).toMatchObject({ ready: 2 });
  });
});

describe('taking dead letters', () => {
  it('does not take the first empty answer for the end: SQS asks some of its machines unless it may wait', async () => {
    const ours = await place();
    const [id = ''] = await bury(ours, 'timer', [MESSAGE]);
    const sampled = changed(ours.queue, {
      receive: async (name, options) => (options.wait_ms === 0 ? [] : ours.queue.receive(name, options)),
    });
    const ports = { ...ours, queue: sampled };
    expect(await ours.clock.run(dropDead(ports))).toEqual({ dropped: [id], more: false });
  });

  it('ends as soon as all that are wanted were found, and waits for no more', async () => {
    const ours = await place();
    const [, second = '', third = ''] = await bury(ours, 'timer', [MESSAGE, MESSAGE, MESSAGE]);
    const begun_ms = ours.clock.monotonic();
    expect((await dropDead(ours, new Set([second]))).dropped).toEqual([second]);
    expect((await resendDead(ours, new Set([third]))).resent).toEqual([third]);
    expect(ours.clock.monotonic()).toBe(begun_ms);
    const dead = ours.names.dead(ours.names.of('timer'));
    expect(await ours.queue.counts(dead)).toMatchObject({ ready: 1, in_flight: 0 });
  });

  it('says that there may be more when a queue has as many as are looked at', async () => {
    const ours = await place();
    const dead = ours.names.dead(ours.names.of('timer'));
    await ours.queue.send(
      dead,
      Array.from({ length: MOST_LETTERS + 1 }, () => ({ body: MESSAGE })),
    );
    const first = await ours.clock.run(dropDead(ours));
    expect([first.dropped.length, first.more]).toEqual([MOST_LETTERS, true]);
    const second = await ours.clock.run(dropDead(ours));
    expect([second.dropped.length, second.more]).toEqual([1, false]);
  });
});
