import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { SendFailed } from '#ports/queue.ts';
import type { AwsCall } from './aws-call.ts';
import { type AwsClients, openAwsClients } from './clients.ts';
import { setupQueues } from './setup-queues.ts';
import { SqsQueue } from './sqs-queue.ts';
import { failing, type SqsRequest, type SqsStub, startSqsStub } from './testing/sqs-stub.ts';

/** As SQS gives it to a receive. */
const message = (n: number) => ({
  MessageId: `m${n}`,
  ReceiptHandle: `r${n}`,
  Body: 'b',
  MD5OfBody: createHash('md5').update('b').digest('hex'),
});
const BUSY = { Code: 'InternalError', SenderFault: false };

describe('SqsQueue on a service that does as it is told', () => {
  let stub: SqsStub;
  let clients: AwsClients;
  let queue: SqsQueue;
  const calls: AwsCall[] = [];
  beforeAll(async () => {
    stub = await startSqsStub();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: stub.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    clients = openAwsClients({ env: process.env, onCall: (call) => calls.push(call) });
    queue = new SqsQueue({ client: clients.sqs, clock: systemClock });
    await queue.counts('q').catch(() => 'its URL is known from here on');
  });
  beforeEach(() => {
    calls.length = 0;
    stub.requests.length = 0;
    stub.answers.length = 0;
    stub.there = true;
  });
  afterAll(async () => {
    await queue.close();
    clients.close();
    await stub[Symbol.asyncDispose]();
  });
  const sentIds = () => stub.requests.map(({ Entries = [] }) => Entries.map(({ Id }) => Id));

  it('tells which messages SQS would not take, and does not try those again', async () => {
    stub.answers.push(failing({ 0: { Code: 'InvalidMessageContents', SenderFault: true } }));
    const sent = queue.send('q', [{ body: 'a' }, { body: 'b' }]);
    await expect(sent).rejects.toThrow(SendFailed);
    await expect(sent).rejects.toMatchObject({
      failed: [{ position: 0, reason: 'as told (InvalidMessageContents)' }],
    });
    expect(sentIds()).toHaveLength(1);
  });

  it('gives up after a few tries, and says so', async () => {
    stub.answers.push(...Array.from({ length: 5 }, () => failing({ 1: BUSY })));
    await expect(queue.send('q', [{ body: 'a' }, { body: 'b' }])).rejects.toMatchObject({
      failed: [{ position: 1, reason: 'as told (InternalError)' }],
    });
    expect(sentIds()).toEqual([['0', '1'], ['1'], ['1'], ['1'], ['1']]);
  });

  it('takes an entry that SQS does not mention for one that failed', async () => {
    stub.answers.push(() => ({ Successful: [] }), failing({}));
    expect(await queue.send('q', [{ body: 'a' }])).toEqual(['id of a']);
  });

  it('fails a whole batch with the reason when the call fails, and sends the other batches', async () => {
    stub.answers.push(failing({}), () => 'AccessDenied');
    const sent = queue.send(
      'q.fifo',
      Array.from({ length: 12 }, (_, n) => ({ body: `${n}`, group: 'g', dedup_id: `${n}` })),
    );
    await expect(sent).rejects.toMatchObject({
      failed: [{ position: 10, reason: expect.stringContaining('sqs:SendMessage') }, { position: 11 }],
      cause: { code: 'access_denied' },
    });
  });

  it('sends nothing more to a FIFO queue behind a batch that failed', async () => {
    stub.answers.push(failing({ 3: { Code: 'KmsDisabled', SenderFault: true } }));
    const messages = Array.from({ length: 25 }, (_, n) => ({ body: `${n}`, group: 'g', dedup_id: `${n}` }));
    const failed = [3, ...Array.from({ length: 15 }, (_, n) => n + 10)];
    await expect(queue.send('q.fifo', messages)).rejects.toMatchObject({
      failed: failed.map((position) => ({
        position,
        reason: expect.stringContaining(position === 3 ? 'KmsDisabled' : 'was not tried'),
      })),
    });
    expect(sentIds().map((ids) => ids.length)).toEqual([10]);
  });

  it('looks again until there is nothing more, each time at all of the machines of SQS', async () => {
    stub.answers.push(
      () => ({ Messages: [message(1)] }),
      () => ({ Messages: [message(2), message(3)] }),
      () => ({}),
      failing({}),
    );
    expect((await queue.peek('q', 100)).map(({ message_id }) => message_id)).toEqual(['m1', 'm2', 'm3']);
    expect(stub.requests.map(({ WaitTimeSeconds }) => WaitTimeSeconds)).toEqual([1, 1, 1, undefined]);
  });

  it('ends a look before the messages of its first round come again', async () => {
    let now_ms = 0;
    const slow = new SqsQueue({ client: clients.sqs, clock: { ...systemClock, monotonic: () => now_ms } });
    const round = (): object => {
      now_ms += 9000;
      return { Messages: [message(now_ms)] };
    };
    stub.answers.push(round, round, round, failing({}));
    expect(await slow.peek('q', 100)).toHaveLength(3);
    expect(stub.requests).toHaveLength(4);
  });

  it.for(['ReceiptHandleIsInvalid', 'AWS.SimpleQueueService.MessageNotInflight', 'InvalidParameterValue'])(
    'passes over a receipt that is refused with %s',
    async (Code) => {
      stub.answers.push(failing({ 0: { Code, SenderFault: true } }));
      await queue.extend('q', ['old', 'good'], 1000);
      expect(stub.requests).toHaveLength(1);
    },
  );

  it('says when messages could not be deleted, after the others were', async () => {
    stub.answers.push(failing({ 3: { Code: 'KmsDisabled', SenderFault: true } }), failing({}));
    const receipts = Array.from({ length: 15 }, (_, n) => `r${n}`);
    await expect(queue.delete('q', receipts)).rejects.toMatchObject({
      code: 'batch_failed',
      message: expect.stringContaining('as told (KmsDisabled)'),
    });
    expect(sentIds().map((ids) => ids.length)).toEqual([10, 5]);
  });

  it('passes over all receipts of a queue that is gone', async () => {
    stub.answers.push(() => 'QueueDoesNotExist');
    await queue.delete('q', ['r']);
    expect(stub.requests).toHaveLength(1);
  });

  it.for([
    [0, [0]],
    [100, [1]],
    [5000, [2, 2, 1]],
    [20_000, Array.from({ length: 10 }, () => 2)],
  ] as const)('waits %d ms in slices of whole seconds', async ([wait_ms, slices]) => {
    let now_ms = 0;
    const slow = new SqsQueue({ client: clients.sqs, clock: { ...systemClock, monotonic: () => now_ms } });
    stub.answers.push(
      ...slices.map(() => ({ WaitTimeSeconds = 0 }: SqsRequest) => {
        now_ms += WaitTimeSeconds * 1000 - 1;
        return {};
      }),
    );
    expect(await slow.receive('q', { max: 10, wait_ms, visibility_ms: 1000 })).toEqual([]);
    expect(stub.requests.map(({ WaitTimeSeconds }) => WaitTimeSeconds)).toEqual(slices);
  });

  it('begins no further slice when it is aborted', async () => {
    const stop = new AbortController();
    stub.answers.push(() => {
      stop.abort();
      return {};
    });
    const options = { max: 10, wait_ms: 20_000, visibility_ms: 1000, signal: stop.signal };
    expect(await queue.receive('q', options)).toEqual([]);
    expect(await queue.receive('q', options)).toEqual([]);
    expect(stub.requests).toHaveLength(1);
  });

  it('sets up a queue when the minute is over for which its name is blocked', async () => {
    stub.there = false;
    const slept: number[] = [];
    const clock = { ...systemClock, sleep: async (ms: number) => void slept.push(ms) };
    stub.answers.push(
      () => 'QueueDeletedRecently',
      () => 'QueueDeletedRecently',
      () => {
        stub.there = true;
        return { QueueUrl: `${stub.url}/000000000000/q` };
      },
      () => ({ Attributes: { QueueArn: 'arn:dead' } }),
    );
    const steps = setupQueues(clients.sqs, [{ queue: 'q.fifo', dead: 'q-dead.fifo' }], clock);
    // The stub has no answers for the rest.
    await expect(Array.fromAsync(steps)).rejects.toThrow('as told');
    expect(slept).toEqual([5000, 5000]);
    expect(stub.there).toBe(true);
  });

  it('sets up a queue by the URL that it was given, and waits until SQS finds what it has made', async () => {
    stub.there = false;
    const slept: number[] = [];
    const clock = { ...systemClock, sleep: async (ms: number) => void slept.push(ms) };
    const made = () => ({ QueueUrl: `${stub.url}/000000000000/q` });
    const found = (name: string) => () => ({ Attributes: { QueueArn: `arn:${name}` } });
    const missing = () => 'QueueDoesNotExist';
    stub.answers.push(made, missing, missing, found('dead'), made, missing, found('live'), () => ({}));
    const steps = await Array.fromAsync(setupQueues(clients.sqs, [{ queue: 'q', dead: 'q-dead' }], clock));
    expect(steps.map(({ state }) => state)).toEqual(['made', 'made']);
    expect(slept).toEqual([20, 40, 20]);
    const set = stub.requests.flatMap(({ Attributes = {} }) => Object.entries(Attributes));
    expect(Object.fromEntries(set)).toMatchObject({
      RedrivePolicy: '{"deadLetterTargetArn":"arn:dead","maxReceiveCount":1000}',
      RedriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":["arn:live"]}',
    });
  });

  it('gives up on a queue that was made and is not found', async () => {
    stub.there = false;
    let now_ms = 0;
    const sleep = async (ms: number) => void (now_ms += ms);
    const clock = { ...systemClock, monotonic: () => now_ms, sleep };
    stub.answers.push(
      () => ({ QueueUrl: `${stub.url}/000000000000/q` }),
      ...Array.from({ length: 50 }, () => () => 'QueueDoesNotExist'),
    );
    const steps = setupQueues(clients.sqs, [{ queue: 'q', dead: 'q-dead' }], clock);
    await expect(Array.fromAsync(steps)).rejects.toMatchObject({ code: 'queue_not_ready' });
    expect(Math.floor(now_ms / 1000)).toBe(10);
  });

  // The last, since the SDK asks more slowly for a while when it was throttled.
  it('sends again what was throttled, and then only the entries that failed through no fault of ours', async () => {
    stub.answers.push(() => 'RequestThrottled', failing({ 1: BUSY }), failing({ 1: BUSY }), failing({}));
    const ids = await queue.send(
      'q',
      ['a', 'b', 'c'].map((body) => ({ body })),
    );
    expect(ids).toEqual(['id of a', 'id of b', 'id of c']);
    expect(sentIds()).toEqual([['0', '1', '2'], ['0', '1', '2'], ['1'], ['1']]);
    expect(calls).toMatchObject([
      { operation: 'SendMessageBatch', attempts: 2, throttled: 1, ok: true },
      { attempts: 1, throttled: 0 },
      { attempts: 1, throttled: 0 },
    ]);
  });
});
