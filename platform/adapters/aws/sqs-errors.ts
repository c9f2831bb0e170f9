import { QueueMissing } from '#ports/queue.ts';

export type SqsErrorCode =
  | 'queue_closed'
  | 'queue_just_removed'
  | 'batch_failed'
  | 'bad_answer'
  | 'access_denied'
  | 'credentials_missing'
  | 'credentials_refused'
  | 'region_missing';

/** SQS could not do what it was asked to, and there is something to be said about it. `cause` has what SQS said. */
export class SqsError extends Error {
  override readonly name = 'SqsError';
  readonly code: SqsErrorCode;
  constructor(code: SqsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What SQS calls an error, such as `QueueDoesNotExist`: without the prefix that some codes carry from the older protocol. */
export function sqsCode(code: string | undefined): string {
  return (code ?? '').replace('AWS.SimpleQueueService.', '');
}

/** Whether an error says that there is no such queue. */
export function isQueueMissing(error: unknown): boolean {
  return error instanceof Error && MISSING.has(sqsCode(error.name));
}

const MISSING: ReadonlySet<string> = new Set(['QueueDoesNotExist', 'NonExistentQueue']);

/**
 * The result of a call; where it fails for a reason that somebody can mend, the error says how. Others are left as the
 * SDK throws them.
 * @throws {QueueMissing}
 * @throws {SqsError}
 */
export async function explained<Result>(queue: string, call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    throw explain(error, queue);
  }
}

function explain(error: unknown, queue: string): unknown {
  if (isQueueMissing(error)) return new QueueMissing(queue, { cause: error });
  const [code, message] = explanation(error, queue) ?? [];
  return code === undefined || message === undefined ? error : new SqsError(code, message, { cause: error });
}

function explanation(error: unknown, queue: string): readonly [SqsErrorCode, string] | undefined {
  if (!(error instanceof Error)) return undefined;
  switch (sqsCode(error.name)) {
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
          'remove the queues of searchers sqs:CreateQueue, sqs:TagQueue, sqs:DeleteQueue and sqs:ListQueues',
      ];
    case 'InvalidClientTokenId':
    case 'UnrecognizedClientException':
    case 'InvalidSecurity':
    case 'InvalidSignatureException':
    case 'SignatureDoesNotMatch':
    case 'ExpiredToken':
    case 'ExpiredTokenException':
      return [
        'credentials_refused',
        'AWS does not take the credentials; see AWS_ACCESS_KEY_ID or AWS_PROFILE',
      ];
    case 'CredentialsProviderError':
      return [
        'credentials_missing',
        'there are no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, ' +
          'or run where a role gives them',
      ];
    default:
      // The SDK has no name for it.
      return error.message === 'Region is missing'
        ? ['region_missing', 'there is no AWS region; set AWS_REGION']
        : undefined;
  }
}
