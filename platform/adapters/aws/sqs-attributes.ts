import type { QueueAttributeName } from '@aws-sdk/client-sqs';
import { isFifo } from '#ports/queue.ts';

/** Attributes of a queue, as SQS has them: all values are texts. */
export type QueueAttributes = Partial<Record<QueueAttributeName, string>>;

/** SQS's longest: a weekend and the week after it are no reason to lose messages. */
export const RETENTION_S = 1_209_600;

/** What each of our queues has. */
export function attributesFor(queue: string, retention_s: number = RETENTION_S): QueueAttributes {
  const common: QueueAttributes = {
    MessageRetentionPeriod: String(retention_s),
    // For other clients: a receive that does not say how long it waits then costs no empty answers. Ours say it.
    ReceiveMessageWaitTimeSeconds: '20',
    SqsManagedSseEnabled: 'true',
  };
  if (!isFifo(queue)) return common;
  return {
    ...common,
    FifoQueue: 'true',
    // Equal bodies are different messages: what is sent says by its id what is a repeat.
    ContentBasedDeduplication: 'false',
    // Both together are what SQS calls high throughput: limits are those of a group, not of the queue.
    DeduplicationScope: 'messageGroup',
    FifoThroughputLimit: 'perMessageGroupId',
  };
}

/** Where SQS itself puts messages that are delivered too often. */
export function redrivePolicy(dead_arn: string, max_receives: number): string {
  return JSON.stringify({ deadLetterTargetArn: dead_arn, maxReceiveCount: max_receives });
}

/** Which queue SQS may put messages from into this one. */
export function redriveAllowPolicy(source_arn: string): string {
  return JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [source_arn] });
}

/** Of the wanted attributes those that a queue does not have yet. An empty one is wanted not to be there. */
export function differences(found: QueueAttributes, wanted: QueueAttributes): QueueAttributes {
  const is = new Map(Object.entries(found));
  const encrypted = (found.KmsMasterKeyId ?? '') !== '';
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) =>
        // A key of one's own is as good as SQS's, and SQS allows only one of them.
        !(name === 'SqsManagedSseEnabled' && encrypted) && comparable(is.get(name)) !== comparable(value),
    ),
  );
}

/** Policies come back with their keys in another order, and with numbers as texts. */
function comparable(value: string = ''): string {
  if (!value.startsWith('{')) return value;
  const policy: unknown = JSON.parse(value);
  const entries = Object.entries(policy ?? {}).map(([key, of]) => `${key}=${String(of)}`);
  return entries.sort().join(' ');
}
