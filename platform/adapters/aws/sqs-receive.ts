import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { MAX_BATCH, type Received } from '#ports/queue.ts';
import type { SqsCalls } from './sqs-calls.ts';
import { SqsError } from './sqs-errors.ts';

/** One ReceiveMessage. */
export interface SqsReceive {
  readonly max: number;
  /** 0 asks some of SQS's machines and returns at once; more asks all of them. */
  readonly wait_s: number;
  readonly visibility_s: number;
}

/** Makes one request for messages. */
export async function receiveOnce(
  calls: SqsCalls,
  client: SQSClient,
  queue: string,
  { max, wait_s, visibility_s }: SqsReceive,
): Promise<Received[]> {
  const { Messages = [] } = await calls.one(queue, (QueueUrl) =>
    client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.max(1, Math.min(max, MAX_BATCH)),
        WaitTimeSeconds: wait_s,
        VisibilityTimeout: visibility_s,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount', 'MessageGroupId'],
      }),
    ),
  );
  return Messages.map((message) => toReceived(queue, message));
}

function toReceived(queue: string, { MessageId, ReceiptHandle, Body, Attributes = {} }: Message): Received {
  if (MessageId === undefined || ReceiptHandle === undefined || Body === undefined)
    throw new SqsError('bad_answer', `SQS gave a message of "${queue}" without its id, receipt or body`);
  return {
    message_id: MessageId,
    receipt: ReceiptHandle,
    body: Body,
    group: Attributes.MessageGroupId,
    sent_at_ms: Number(Attributes.SentTimestamp ?? 0),
    receive_count: Number(Attributes.ApproximateReceiveCount ?? 1),
  };
}
