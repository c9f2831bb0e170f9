import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import {
  MAX_BODY_BYTES,
  MAX_DELAY_MS,
  type Outgoing,
  type Queue,
  QueueMissing,
  type Received,
  SendFailed,
} from './queue.ts';
import { casesOf, type SkippedCases } from './suite-cases.ts';

export interface QueueSuiteOptions {
  /** Delays and visibilities are whole multiples of this; 1,000 on SQS. */
  readonly delay_resolution_ms?: number;
  /** One receive may bring several messages of a FIFO group, in order, as SQS does. */
  readonly batches_within_group?: boolean;
  /** Counts say when the oldest message was sent. */
  readonly tells_oldest?: boolean;
  readonly skip?: SkippedCases;
}

/** What {@link Queue} promises, as tests. `make` is called once; every case uses queues of its own. */
export function queueSuite(
  name: string,
  make: () => Promise<{ queue: Queue; dispose: () => Promise<void> }>,
  options: QueueSuiteOptions = {},
): void {
  const short_ms = Math.max(60, options.delay_resolution_ms ?? 1);
  /** Longer than any case. */
  const long_ms = 600_000;
  const wait_ms = 10_000;

  describe(`${name} keeps the promises of Queue`, { timeout: 60_000 }, () => {
    let queue: Queue;
    let dispose: () => Promise<void>;
    let made = 0;
    beforeAll(async () => ({ queue, dispose } = await make()));
    afterAll(() => dispose());

    const fresh = async (kind: 'standard' | 'fifo' = 'standard'): Promise<string> => {
      const queueName = `suite-${process.pid}-${++made}${kind === 'fifo' ? '.fifo' : ''}`;
      await queue.create(queueName);
      return queueName;
    };
    const take = (from: string, max = 10, visibility_ms = long_ms, wait = 0): Promise<Received[]> =>
      queue.receive(from, { max, wait_ms: wait, visibility_ms });
    /** Receives until `count` messages are there. */
    const takeAll = async (from: string, count: number): Promise<Received[]> => {
      const got: Received[] = [];
      while (got.length < count) {
        const more = await take(from, 10, long_ms, wait_ms);
        if (more.length === 0) throw new Error(`only ${got.length} of ${count} messages came`);
        got.push(...more);
      }
      return got;
    };
    let dedup = 0;
    const fifo = (group: string, body: string): Outgoing => ({ body, group, dedup_id: `d${++dedup}` });
    const bodies = (messages: readonly Received[]): string[] => messages.map((message) => message.body);
    const check = casesOf(options.skip);

    check('a message that was sent is received as it was, with its id', async () => {
      const q = await fresh();
      const before = Date.now();
      const [id] = await queue.send(q, [{ body: '{"type":"index"}', group: 'site.gov' }]);
      const [message] = await take(q, 10, long_ms, wait_ms);
      expect(message).toMatchObject({ message_id: id, body: '{"type":"index"}', receive_count: 1 });
      expect(message?.sent_at_ms).toBeGreaterThan(before - 60_000);
      expect(message?.sent_at_ms).toBeLessThan(Date.now() + 60_000);
    });

    check('bodies come back to the byte: unicode, line ends, the largest', async () => {
      const q = await fresh();
      const sent = [
        'žluťoučký 漢字',
        'a\r\n\tb "quoted" \\ & <x>',
        'x'.repeat(MAX_BODY_BYTES),
        'é'.repeat(MAX_BODY_BYTES / 2),
      ];
      for (const body of sent) await queue.send(q, [{ body }]);
      expect(bodies(await takeAll(q, sent.length)).sort()).toEqual([...sent].sort());
    });

    /** Sends texts of which only the characters that `strangers` does not match are left. */
    const roundTrips = async (strangers: RegExp): Promise<void> => {
      const q = await fresh();
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), {
            minLength: 1,
            maxLength: 10,
          }),
          async (texts) => {
            const sent = texts.map((text) => `"${text.replaceAll(strangers, '')}"`);
            await queue.send(
              q,
              sent.map((body) => ({ body })),
            );
            const got = await takeAll(q, sent.length);
            await queue.delete(
              q,
              got.map((message) => message.receipt),
            );
            expect(bodies(got).sort()).toEqual([...sent].sort());
          },
        ),
        { numRuns: 20 },
      );
    };

    // XML, which SQS spoke, has no control characters but these.
    check('any text of the basic plane of Unicode survives the round trip', () =>
      roundTrips(/[^\t\n\r -\ud7ff\ue000-\ufffd]/gu),
    );

    check('any text survives the round trip', () =>
      roundTrips(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu),
    );

    check('any number of messages goes in one send, ids in their order', async () => {
      const q = await fresh();
      const ids = await queue.send(
        q,
        Array.from({ length: 137 }, (_, n) => ({ body: String(n) })),
      );
      const got = await takeAll(q, 137);
      expect(new Set(ids).size).toBe(137);
      for (const message of got) expect(ids[Number(message.body)]).toBe(message.message_id);
    });

    check('an empty list is sent without effect', async () => {
      expect(await queue.send(await fresh(), [])).toEqual([]);
    });

    check('a queue that is not there is named in the error', async () => {
      await expect(queue.send('suite-none', [{ body: 'x' }])).rejects.toThrow(QueueMissing);
      await expect(take('suite-none')).rejects.toThrow(QueueMissing);
      await expect(queue.counts('suite-none')).rejects.toThrow(/suite-none/);
    });

    check('what cannot be sent is told by position, and the rest is sent', async () => {
      const q = await fresh();
      const sent = queue.send(q, [{ body: 'a' }, { body: 'x'.repeat(MAX_BODY_BYTES + 1) }, { body: 'b' }]);
      await expect(sent).rejects.toThrow(SendFailed);
      await expect(sent).rejects.toMatchObject({ failed: [{ position: 1 }] });
      expect(bodies(await takeAll(q, 2)).sort()).toEqual(['a', 'b']);
    });

    check('a delay beyond the bound is refused', async () => {
      await expect(queue.send(await fresh(), [{ body: 'a', delay_ms: MAX_DELAY_MS + 1 }])).rejects.toThrow(
        SendFailed,
      );
    });

    check(
      'a received message is hidden from others until its visibility runs out, then comes with another receipt',
      async () => {
        const q = await fresh();
        await queue.send(q, [{ body: 'a' }]);
        const [first] = await take(q, 1, short_ms, wait_ms);
        expect(await take(q)).toEqual([]);
        const [second] = await take(q, 1, long_ms, wait_ms);
        expect(second).toMatchObject({ message_id: first?.message_id, receive_count: 2 });
        expect(second?.receipt).not.toBe(first?.receipt);
      },
    );

    check('a receipt of an earlier delivery deletes and extends nothing that another has', async () => {
      const q = await fresh();
      await queue.send(q, [{ body: 'a' }]);
      const [first] = await take(q, 1, short_ms, wait_ms);
      const [second] = await take(q, 1, long_ms, wait_ms);
      await queue.extend(q, [first?.receipt ?? ''], 0);
      await queue.delete(q, [first?.receipt ?? '']);
      expect(await take(q)).toEqual([]);
      await queue.extend(q, [second?.receipt ?? ''], 0);
      expect(bodies(await take(q, 1, long_ms, wait_ms))).toEqual(['a']);
    });

    check('a deleted message never comes back', async () => {
      const q = await fresh();
      await queue.send(q, [{ body: 'a' }]);
      const [message] = await take(q, 1, short_ms, wait_ms);
      await queue.delete(q, [message?.receipt ?? '']);
      await queue.delete(q, [message?.receipt ?? '']);
      expect(await take(q, 10, long_ms, short_ms * 2)).toEqual([]);
    });

    check('extending keeps a message hidden, and 0 hands it back', async () => {
      const q = await fresh();
      await queue.send(q, [{ body: 'a' }]);
      const [message] = await take(q, 1, short_ms, wait_ms);
      await queue.extend(q, [message?.receipt ?? ''], long_ms);
      expect(await take(q, 1, long_ms, short_ms * 2)).toEqual([]);
      await queue.extend(q, [message?.receipt ?? ''], 0);
      expect(await take(q, 1, long_ms, wait_ms)).toHaveLength(1);
    });

    check('a receipt that no queue gave out is passed over', async () => {
      const q = await fresh();
      await queue.delete(q, ['nonsense', '999999999.1', '-1.5']);
      await queue.extend(q, ['nonsense', '999999999.1'], 1000);
    });

    check('a delayed message comes when its delay is over, and no earlier', async () => {
      const q = await fresh();
      const sent = performance.now();
      await queue.send(q, [{ body: 'a', delay_ms: short_ms * 2 }]);
      expect(await take(q)).toEqual([]);
      expect(await take(q, 1, long_ms, wait_ms)).toHaveLength(1);
      // The clock that delays are measured by has whole milliseconds.
      expect(performance.now() - sent).toBeGreaterThanOrEqual(short_ms * 2 - 2);
    });

    check('a long poll is answered by a message that is sent while it waits', async () => {
      const q = await fresh();
      const poll = take(q, 10, long_ms, wait_ms);
      const started = performance.now();
      await queue.send(q, [{ body: 'a' }]);
      expect(bodies(await poll)).toEqual(['a']);
      expect(performance.now() - started).toBeLessThan(wait_ms / 2);
    });

    check('a long poll ends empty when its time is over', async () => {
      const started = performance.now();
      expect(await take(await fresh(), 10, long_ms, short_ms)).toEqual([]);
      expect(performance.now() - started).toBeGreaterThanOrEqual(short_ms - 2);
    });

    check('one message goes to one of several who wait, and every message to somebody', async () => {
      const q = await fresh();
      const polls = Array.from({ length: 5 }, () => take(q, 1, long_ms, wait_ms));
      await queue.send(
        q,
        Array.from({ length: 5 }, (_, n) => ({ body: String(n) })),
      );
      expect(bodies((await Promise.all(polls)).flat()).sort()).toEqual(['0', '1', '2', '3', '4']);
    });

    check('a poll that is aborted ends early and takes nothing', async () => {
      const q = await fresh();
      const stop = new AbortController();
      const poll = queue.receive(q, { max: 10, wait_ms, visibility_ms: long_ms, signal: stop.signal });
      const started = performance.now();
      stop.abort();
      const got = await poll;
      expect(performance.now() - started).toBeLessThan(wait_ms / 2);
      await queue.send(q, [{ body: 'a' }]);
      expect([...bodies(got), ...bodies(await takeAll(q, 1 - got.length))]).toEqual(['a']);
      expect(
        await queue.receive(q, { max: 1, wait_ms, visibility_ms: 1000, signal: AbortSignal.abort() }),
      ).toEqual([]);
    });

    check('counts tell ready, delayed and in flight', async () => {
      const q = await fresh();
      await queue.send(q, [{ body: 'a' }, { body: 'b' }, { body: 'c' }, { body: 'd', delay_ms: 600_000 }]);
      await take(q, 1, long_ms, wait_ms);
      expect(await queue.counts(q)).toMatchObject({ ready: 2, delayed: 1, in_flight: 1 });
    });

    check('counts tell when the oldest message was sent that is not delayed, if the queue can', async () => {
      const q = await fresh();
      const oldest = async () => (await queue.counts(q)).oldest_sent_at_ms;
      await queue.send(q, [{ body: 'delayed', delay_ms: 600_000 }]);
      expect(await oldest()).toBeUndefined();
      await queue.send(q, [{ body: 'first' }]);
      const [first] = await take(q, 1, long_ms, wait_ms);
      // An empty poll, so that the second is sent at another time.
      await take(q, 1, long_ms, short_ms);
      await queue.send(q, [{ body: 'second' }]);
      const told = (message: Received | undefined) =>
        options.tells_oldest === true ? message?.sent_at_ms : undefined;
      expect(await oldest()).toBe(told(first));
      const [second] = await take(q, 1, long_ms, wait_ms);
      await queue.delete(q, [first?.receipt ?? '']);
      expect(await oldest()).toBe(told(second));
      await queue.extend(q, [second?.receipt ?? ''], 0);
      expect(await oldest()).toBe(told(second));
    });

    check('a look at the front takes nothing', async () => {
      const q = await fresh();
      await queue.send(q, [{ body: 'a' }, { body: 'b' }]);
      expect(bodies(await queue.peek(q, 10)).sort()).toEqual(['a', 'b']);
      expect(await queue.peek(q, 1)).toHaveLength(1);
      expect(await queue.peek(await fresh(), 10)).toEqual([]);
      expect(bodies(await takeAll(q, 2)).sort()).toEqual(['a', 'b']);
    });

    check('queues are made, listed by prefix and removed with what is in them', async () => {
      const q = await fresh();
      await queue.send(q, [{ body: 'old' }]);
      await queue.create(q);
      expect((await queue.counts(q)).ready).toBe(1);
      for (const suffix of ['-b', '-a']) await queue.create(q + suffix);
      expect(await queue.list(q)).toEqual([q, `${q}-a`, `${q}-b`]);
      await queue.remove(`${q}-a`);
      await queue.remove(`${q}-a`);
      expect(await queue.list(`${q}-`)).toEqual([`${q}-b`]);
    });

    check('a big group does not starve a small one', async () => {
      const q = await fresh();
      await queue.send(
        q,
        Array.from({ length: 200 }, (_, n) => ({ body: `big ${n}`, group: 'big' })),
      );
      await queue.send(q, [{ body: 'small', group: 'small' }]);
      const first = [...(await take(q, 5)), ...(await take(q, 5))];
      expect(bodies(first)).toContain('small');
    });

    check('a FIFO group gives one message at a time, in order', async () => {
      const q = await fresh('fifo');
      await queue.send(
        q,
        ['1', '2', '3'].map((body) => fifo('g', body)),
      );
      for (const body of ['1', '2', '3']) {
        const [message] = await take(q, 1, long_ms, wait_ms);
        expect(message).toMatchObject({ body, group: 'g' });
        expect(await take(q)).toEqual([]);
        await queue.delete(q, [message?.receipt ?? '']);
      }
    });

    check('FIFO groups do not wait for each other', async () => {
      const q = await fresh('fifo');
      await queue.send(
        q,
        ['a1', 'b1', 'a2', 'b2'].map((body) => fifo(body.slice(0, 1), body)),
      );
      const first = [...(await take(q, 1, long_ms, wait_ms)), ...(await take(q, 1, long_ms, wait_ms))];
      expect(bodies(first).sort()).toEqual(['a1', 'b1']);
      expect(await take(q)).toEqual([]);
      await queue.delete(q, [first.find((message) => message.group === 'b')?.receipt ?? '']);
      expect(bodies(await take(q, 1, long_ms, wait_ms))).toEqual(['b2']);
    });

    check(
      'a FIFO group keeps its order when a visibility runs out and when a message is handed back',
      async () => {
        const q = await fresh('fifo');
        await queue.send(
          q,
          ['1', '2'].map((body) => fifo('g', body)),
        );
        await take(q, 1, short_ms, wait_ms);
        const [again] = await take(q, 1, long_ms, wait_ms);
        expect(again).toMatchObject({ body: '1', receive_count: 2 });
        await queue.extend(q, [again?.receipt ?? ''], 0);
        const [third] = await take(q, 1, long_ms, wait_ms);
        expect(third?.body).toBe('1');
        await queue.delete(q, [third?.receipt ?? '']);
        expect(bodies(await take(q, 1, long_ms, wait_ms))).toEqual(['2']);
      },
    );

    check(
      'a poll that waits for a FIFO group gets its next message when the one before is deleted',
      async () => {
        const q = await fresh('fifo');
        await queue.send(
          q,
          ['1', '2'].map((body) => fifo('g', body)),
        );
        const [first] = await take(q, 1, long_ms, wait_ms);
        const poll = take(q, 1, long_ms, wait_ms);
        await queue.delete(q, [first?.receipt ?? '']);
        expect(bodies(await poll)).toEqual(['2']);
      },
    );

    check('a FIFO queue drops a message whose dedup id it knows, also after the first is gone', async () => {
      const q = await fresh('fifo');
      await queue.send(q, [{ body: 'a', group: 'g', dedup_id: 'one' }]);
      await queue.send(q, [{ body: 'b', group: 'g', dedup_id: 'one' }]);
      const [message] = await take(q, 1, long_ms, wait_ms);
      await queue.delete(q, [message?.receipt ?? '']);
      await queue.send(q, [{ body: 'c', group: 'g', dedup_id: 'one' }]);
      await queue.send(q, [{ body: 'd', group: 'g', dedup_id: 'two' }]);
      expect(bodies(await takeAll(q, 1))).toEqual(['d']);
      expect(await take(q)).toEqual([]);
    });

    check('equal bodies with different dedup ids are different messages', async () => {
      const q = await fresh('fifo');
      await queue.send(q, [fifo('g', 'same'), fifo('h', 'same')]);
      expect(await takeAll(q, 2)).toHaveLength(2);
    });

    check('a FIFO queue refuses a delay, and a message without group or dedup id', async () => {
      const q = await fresh('fifo');
      const wrong = [
        { body: 'a', group: 'g', dedup_id: 'x', delay_ms: 1000 },
        { body: 'b', dedup_id: 'y' },
        { body: 'c', group: 'g' },
      ];
      await expect(queue.send(q, wrong)).rejects.toMatchObject({
        failed: [{ position: 0 }, { position: 1 }, { position: 2 }],
      });
      expect(await take(q)).toEqual([]);
    });

    check('FIFO order holds in each group, whatever is sent and received in which order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 20 }),
          fc.integer({ min: 1, max: 10 }),
          async (groups, max) => {
            const q = await fresh('fifo');
            await queue.send(
              q,
              groups.map((group, n) => fifo(group, String(n))),
            );
            const seen: Received[] = [];
            while (seen.length < groups.length) {
              const got = await take(q, max, long_ms, wait_ms);
              const inHand = got.map((message) => message.group);
              if (options.batches_within_group !== true) expect(new Set(inHand).size).toBe(inHand.length);
              seen.push(...got);
              await queue.delete(
                q,
                got.map((message) => message.receipt),
              );
            }
            for (const group of new Set(groups)) {
              const order = seen
                .filter((message) => message.group === group)
                .map((message) => Number(message.body));
              expect(order).toEqual([...order].sort((x, y) => x - y));
            }
            await queue.remove(q);
          },
        ),
        { numRuns: 10 },
      );
    });

    check('no message is lost or in two hands, with several who send and receive at once', async () => {
      const q = await fresh();
      const send = Array.from({ length: 4 }, (_, sender) =>
        queue.send(
          q,
          Array.from({ length: 50 }, (_, n) => ({ body: `${sender}-${n}`, group: `g${n % 3}` })),
        ),
      );
      const seen: string[] = [];
      const receive = Array.from({ length: 4 }, async () => {
        while (seen.length < 200) {
          const got = await take(q, 10, long_ms, short_ms);
          seen.push(...bodies(got));
          await queue.delete(
            q,
            got.map((message) => message.receipt),
          );
        }
      });
      await Promise.all([...send, ...receive]);
      expect(new Set(seen).size).toBe(200);
      expect(seen).toHaveLength(200);
    });
  });
}
