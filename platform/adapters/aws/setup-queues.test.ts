import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { type Emulators, startEmulators } from '../../../test/aws/emulators.ts';
import { type AwsClients, openAwsClients } from './clients.ts';
import { describeQueues, QUEUE_SETTINGS, setupQueues } from './setup-queues.ts';
import { differences } from './sqs-attributes.ts';
import { SqsQueue } from './sqs-queue.ts';

describe('queues that are set up', () => {
  let emulators: Emulators;
  let clients: AwsClients;
  beforeAll(async () => {
    emulators = await startEmulators();
    Object.assign(process.env, emulators.env);
    clients = openAwsClients({ env: process.env });
  });
  afterAll(async () => {
    clients.close();
    await emulators[Symbol.asyncDispose]();
  });
  const pairs = (name: string) => [
    { queue: `${name}-crawl`, dead: `${name}-crawl-dead` },
    { queue: `${name}-pack.fifo`, dead: `${name}-pack-dead.fifo` },
  ];
  const setUp = async (name: string, settings = QUEUE_SETTINGS) =>
    (await Array.fromAsync(setupQueues(clients.sqs, pairs(name), systemClock, settings))).map(
      ({ what, state }) => `${what}: ${state}`,
    );
  const problems = async (name: string) =>
    (await Array.fromAsync(describeQueues(clients.sqs, pairs(name)))).map(
      ({ queue, problem }) => `${queue} ${problem}`,
    );
  const urlOf = async (QueueName: string) =>
    (await clients.sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  const attributesOf = async (queue: string) => {
    const QueueUrl = await urlOf(queue);
    return (await clients.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })))
      .Attributes;
  };

  it('are made with what they need, and nothing is done twice', async () => {
    const steps = (state: string) => [
      `queue new-crawl: ${state}`,
      `queue new-crawl-dead (dead letters): ${state}`,
      `queue new-pack.fifo: ${state}`,
      `queue new-pack-dead.fifo (dead letters): ${state}`,
    ];
    expect(await setUp('new')).toEqual(steps('made'));
    expect(await setUp('new')).toEqual(steps('there'));
    expect(await problems('new')).toEqual([]);
    const live = await attributesOf('new-crawl');
    const dead = await attributesOf('new-crawl-dead');
    expect(live).toMatchObject({
      MessageRetentionPeriod: '1209600',
      ReceiveMessageWaitTimeSeconds: '20',
      VisibilityTimeout: '30',
      SqsManagedSseEnabled: 'true',
    });
    expect(JSON.parse(live?.RedrivePolicy ?? '')).toEqual({
      deadLetterTargetArn: dead?.QueueArn,
      maxReceiveCount: 1000,
    });
    expect(JSON.parse(dead?.RedriveAllowPolicy ?? '')).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [live?.QueueArn],
    });
    const fifo = await attributesOf('new-pack.fifo');
    expect(fifo).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'false',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
    expect(fifo?.RedrivePolicy).toBeUndefined();
  });

  it('are told to be missing, or not as they should be, and are mended', async () => {
    expect(await problems('old')).toEqual(
      ['old-crawl', 'old-crawl-dead', 'old-pack.fifo', 'old-pack-dead.fifo'].map(
        (queue) => `${queue} is not there; run "sitepack setup"`,
      ),
    );
    await setUp('old');
    const Attributes = { VisibilityTimeout: '7', RedrivePolicy: '' };
    await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: await urlOf('old-crawl'), Attributes }));
    expect(await problems('old')).toEqual([
      'old-crawl VisibilityTimeout is 7, it should be 30; run "sitepack setup"',
      expect.stringMatching(/^old-crawl RedrivePolicy is not set, it should be .*old-crawl-dead/),
    ]);
    expect((await setUp('old')).filter((step) => !step.endsWith('there'))).toEqual([
      'queue old-crawl: changed',
    ]);
    expect(await problems('old')).toEqual([]);
  });

  it('are brought to other settings', async () => {
    await setUp('set');
    const settings = { ...QUEUE_SETTINGS, max_receives: 500, visibility_s: 60 };
    expect((await setUp('set', settings)).map((step) => step.split(': ')[1])).toEqual([
      'changed',
      'there',
      'changed',
      'there',
    ]);
  });

  it('carry messages as any other', async () => {
    await setUp('use');
    const queue = new SqsQueue({ client: clients.sqs, clock: systemClock });
    await queue.send('use-pack.fifo', [{ body: 'a', group: 'g', dedup_id: 'd' }]);
    const [message] = await queue.receive('use-pack.fifo', { max: 1, wait_ms: 0, visibility_ms: 1000 });
    expect(message).toMatchObject({ body: 'a', group: 'g' });
    await queue.close();
  });
});

describe('attributes of a queue', () => {
  it('are the same however their policies are written', () => {
    const found = { RedrivePolicy: '{"maxReceiveCount":"1000","deadLetterTargetArn":"arn:dead"}' };
    const policy = (max_receives: number) =>
      JSON.stringify({ deadLetterTargetArn: 'arn:dead', maxReceiveCount: max_receives });
    expect(differences(found, { RedrivePolicy: policy(1000) })).toEqual({});
    expect(differences(found, { RedrivePolicy: policy(10) })).toEqual({ RedrivePolicy: policy(10) });
    expect(differences(found, { RedrivePolicy: '' })).toEqual({ RedrivePolicy: '' });
    expect(differences({}, { RedrivePolicy: '' })).toEqual({});
  });

  it('leave a queue its own key', () => {
    const wanted = { SqsManagedSseEnabled: 'true' };
    expect(differences({ SqsManagedSseEnabled: 'false' }, wanted)).toEqual(wanted);
    expect(differences({ SqsManagedSseEnabled: 'false', KmsMasterKeyId: 'alias/ours' }, wanted)).toEqual({});
  });
});
