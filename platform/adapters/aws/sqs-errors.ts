import { QueueMissing } from '#ports/queue.ts';
import {
  type AwsErrorCode,
  type Explanation,
  awsErrorName,
  commonExplanation,
  explaining,
} from './aws-errors.ts';

export type SqsErrorCode =
  | 'queue_closed'
  | 'queue_just_removed'
  | 'queue_not_ready'
  | 'batch_failed'
  | 'bad_answer'
  | 'access_denied'
  | AwsErrorCode;

/** SQS could not do what it was asked to, and there is something to be said about it. `cause` has what SQS said. */
export class SqsError extends Error {
  override readonly name = 'SqsError';
  readonly code: SqsErrorCode;
  constructor(code: SqsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What SQS calls what failed of a batch: without the prefix that some codes carry from the older protocol. */
export function sqsCode(code: string | undefined): string {
  return (code ?? '').replace('AWS.SimpleQueueService.', '');
}

/** Whether an error says that there is no such queue. */
export function isQueueMissing(error: unknown): boolean {
  return MISSING.has(awsErrorName(error));
}

const MISSING: ReadonlySet<string> = new Set(['QueueDoesNotExist', 'NonExistentQueue']);

/**
 * The result of a call; where it fails for a reason that somebody can mend, the error says how. Others are left as the
 * SDK throws them.
 * @throws {QueueMissing}
 * @throws {SqsError}
 */
export function explained<Result>(queue: string, call: Promise<Result>): Promise<Result> {
  return explaining(call, (error) => explain(error, queue));
}

function explain(error: unknown, queue: string): unknown {
  if (isQueueMissing(error)) return new QueueMissing(queue, { cause: error });
  const [code, message] = explanation(error, queue) ?? [];
  return code === undefined || message === undefined ? error : new SqsError(code, message, { cause: error });
}

function explanation(error: unknown, queue: string): Explanation<SqsErrorCode> | undefined {
  switch (awsErrorName(error)) {
    case 'QueueDeletedRecently':
      return [
        'queue_just_removed',
        `the queue "${queue}" was removed less than a minute ago; SQS makes no other of its name until the minute is over`,
      ];
    case 'AccessDenied':
    case 'AccessDeniedException':
      return [
        'access_denied',
        `access to the queue "${queue}" was refused; the credentials need sqs:SendMessage, sqs:ReceiveMessage, ` +
          'sqs:DeleteMessage, sqs:ChangeMessageVisibility, sqs:GetQueueUrl, sqs:GetQueueAttributes, and to make and ' +
          'remove the queues of searchers sqs:CreateQueue, sqs:DeleteQueue and sqs:ListQueues',
      ];
    default:
      return commonExplanation(error, 'sqs');
  }
}
