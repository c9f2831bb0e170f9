import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { queueSuite } from '#ports/queue.suite.ts';
import { MAX_BODY_BYTES } from '#ports/queue.ts';
import { type Emulators, startEmulators } from '../../../test/aws/emulators.ts';
import { type AwsClients, openAwsClients } from './clients.ts';
import { SqsQueue } from './sqs-queue.ts';

queueSuite(
  'SqsQueue',
  async () => {
    const emulators = await startEmulators();
    Object.assign(process.env, emulators.env);
    const clients = openAwsClients({ env: process.env });
    const queue = new SqsQueue({ client: clients.sqs, clock: systemClock });
    return {
      queue,
      dispose: async () => {
        await queue.close();
        clients.close();
        await emulators[Symbol.asyncDispose]();
      },
    };
  },
  {
    delay_resolution_ms: 1000,
    batches_within_group: true,
    skip: {
      'any text survives the round trip': 'fauxqs refuses characters beyond the basic plane, which SQS takes',
      'a big group does not starve a small one':
        'SQS holds a group back when 30 of its messages and a tenth of all are in flight, so not within two receives; fauxqs does not',
    },
  },
);

describe('SqsQueue', () => {
  let emulators: Emulators;
  let clients: AwsClients;
  let queue: SqsQueue;
  const calls = new Map<string, number>();
  const count = ({ operation }: { operation: string }): void => {
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
  };
  let made = 0;
  const fresh = async (suffix = ''): Promise<string> => {
    const name = `own-${++made}${suffix}`;
    await queue.create(name);
    calls.clear();
    return name;
  };
  beforeAll(async () => {
    emulators = await startEmulators();
    Object.assign(process.env, emulators.env);
    clients = openAwsClients({ env: process.env, onCall: count });
    queue = new SqsQueue({ client: clients.sqs, clock: systemClock });
  });
  beforeEach(() => calls.clear());
  afterAll(async () => {
    await queue.close();
    clients.close();
    await emulators[Symbol.asyncDispose]();
  });
  const options = { max: 10, wait_ms: 0, visibility_ms: 60_000 };

  it('sends, receives and deletes a hundred messages with ten calls each', async () => {
    const q = await fresh();
    await queue.send(
      q,
      Array.from({ length: 100 }, (_, n) => ({ body: `${n}` })),
    );
    expect(Object.fromEntries(calls)).toEqual({ GetQueueUrl: 1, SendMessageBatch: 10 });
    const receipts: string[] = [];
    while (receipts.length < 100)
      receipts.push(...(await queue.receive(q, options)).map(({ receipt }) => receipt));
    await queue.extend(q, receipts, 60_000);
    await queue.delete(q, receipts);
    expect(Object.fromEntries(calls)).toEqual({
      GetQueueUrl: 1,
      SendMessageBatch: 10,
      ReceiveMessage: 10,
      ChangeMessageVisibilityBatch: 10,
      DeleteMessageBatch: 10,
    });
    expect(await queue.counts(q)).toEqual({ ready: 0, delayed: 0, in_flight: 0 });
  });

  it('spreads large bodies over batches that SQS takes', async () => {
    const q = await fresh();
    await queue.send(
      q,
      Array.from({ length: 10 }, () => ({ body: 'x'.repeat(MAX_BODY_BYTES) })),
    );
    expect(calls.get('SendMessageBatch')).toBe(3);
    expect((await queue.counts(q)).ready).toBe(10);
  });

  it('returns what an aborted poll brings, within its slice, and polls no more', async () => {
    const q = await fresh();
    const stop = new AbortController();
    const poll = queue.receive(q, { ...options, wait_ms: 20_000, signal: stop.signal });
    stop.abort();
    await queue.send(q, [{ body: 'in time' }]);
    const started = performance.now();
    expect((await poll).map(({ body }) => body)).toEqual(['in time']);
    expect(performance.now() - started).toBeLessThan(2500);
    expect(calls.get('ReceiveMessage')).toBe(1);
  });

  it('looks at more than a batch, of every FIFO group, and leaves all of it where it was', async () => {
    const q = await fresh('.fifo');
    const bodies = Array.from({ length: 25 }, (_, n) => `${n}`);
    await queue.send(
      q,
      bodies.map((body) => ({ body, group: `g${body}`, dedup_id: body })),
    );
    const seen = await queue.peek(q, 100);
    expect(seen.map(({ body }) => body).sort()).toEqual([...bodies].sort());
    expect(new Set(seen.map(({ receipt }) => receipt))).toEqual(new Set(['']));
    expect(await queue.peek(q, 12)).toHaveLength(12);
    expect(await queue.counts(q)).toMatchObject({ ready: 25, in_flight: 0 });
  });

  it('finds no fault with a queue that somebody gave other attributes', async () => {
    await clients.sqs.send(
      new CreateQueueCommand({ QueueName: 'theirs', Attributes: { MessageRetentionPeriod: '60' } }),
    );
    await queue.create('theirs');
    await queue.send('theirs', [{ body: 'a' }]);
    expect((await queue.counts('theirs')).ready).toBe(1);
  });

  it('names what is to be done about a missing queue, also one that went missing', async () => {
    const q = await fresh();
    await queue.send(q, [{ body: 'a' }]);
    await queue.remove(q);
    await expect(queue.counts(q)).rejects.toThrow(/sitepack setup/);
    await queue.create(q);
    expect((await queue.counts(q)).ready).toBe(0);
  });

  it('says what is to be set when there are no credentials', async () => {
    const client = new SQSClient({
      credentials: () =>
        Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' })),
    });
    const without = new SqsQueue({ client, clock: systemClock });
    await expect(without.list('x')).rejects.toThrow(/AWS_ACCESS_KEY_ID/);
    await expect(without.counts('x')).rejects.toMatchObject({ code: 'credentials_missing' });
    client.destroy();
  });

  it('ends its polls when it is closed, and refuses others', async () => {
    const closing = new SqsQueue({ client: clients.sqs, clock: systemClock });
    const poll = closing.receive(await fresh(), { ...options, wait_ms: 20_000 });
    const started = performance.now();
    await closing.close();
    expect(await poll).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2500);
    await expect(closing.receive('any', options)).rejects.toMatchObject({ code: 'queue_closed' });
  });
});
