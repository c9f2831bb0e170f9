import type { AwsService } from './aws-call.ts';

/** Why no service does anything, whichever is asked. */
export type AwsErrorCode = 'credentials_missing' | 'credentials_refused' | 'region_missing' | 'unreachable';

/** No service can be asked, and there is something to be said about it. `cause` has what the SDK said. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: AwsErrorCode;
  constructor(code: AwsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A code, and in words what is wrong and what to do. */
export type Explanation<Code extends string> = readonly [Code, string];

/** Names that the three services and their older protocols have for credentials that they do not take. */
const REFUSED: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSecurity',
  'InvalidSignatureException',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Names and codes that Node.js and the SDK have for a service that could not be asked. */
const UNREACHABLE: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);

/** What to say of an error that any service may give; undefined for one that is the service's own. */
export function commonExplanation(
  error: unknown,
  service: AwsService,
): Explanation<AwsErrorCode> | undefined {
  const name = awsErrorName(error);
  if (REFUSED.has(name)) {
    return ['credentials_refused', 'AWS does not take the credentials; see AWS_ACCESS_KEY_ID or AWS_PROFILE'];
  }
  if (name === 'CredentialsProviderError') {
    return [
      'credentials_missing',
      'there are no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, ' +
        'or run where a role gives them',
    ];
  }
  // The SDK has no name for it.
  if (error instanceof Error && error.message === 'Region is missing')
    return ['region_missing', 'there is no AWS region; set AWS_REGION'];
  if (
    error instanceof Error &&
    (UNREACHABLE.has(error.name) || ('code' in error && UNREACHABLE.has(error.code)))
  ) {
    return [
      'unreachable',
      `${NAMES[service]} cannot be reached (${whatFailed(error)}); see AWS_REGION, the network, and ` +
        `AWS_ENDPOINT_URL_${service.toUpperCase()} or AWS_ENDPOINT_URL if one is set`,
    ];
  }
  return undefined;
}

const NAMES: Readonly<Record<AwsService, string>> = { sqs: 'SQS', s3: 'S3', dynamodb: 'DynamoDB' };

/** An error of a host with several addresses has no words but those of its parts. */
function whatFailed(error: Error): string {
  const parts: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const texts = [error, ...parts].map((each) => (each instanceof Error ? each.message : String(each)));
  return texts.find((text) => text !== '') ?? error.name;
}

/** What any service may give, as an error that explains it; others as they are. */
export function awsErrorOf(error: unknown, service: AwsService): unknown {
  const [code, message] = commonExplanation(error, service) ?? [];
  return code === undefined || message === undefined ? error : new AwsError(code, message, { cause: error });
}

/** What a service calls an error, such as `NoSuchKey`: without the prefix that SQS's older protocol puts before some. */
export function awsErrorName(error: unknown): string {
  return error instanceof Error ? error.name.replace('AWS.SimpleQueueService.', '') : '';
}

/** What the SDK notes of an answer that is an error: its HTTP status, and how many requests it took. */
export function answerOf(error: unknown): { readonly status?: number; readonly attempts?: number } {
  if (!(error instanceof Error) || !('$metadata' in error)) return {};
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null) return {};
  const status = 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined;
  const attempts = 'attempts' in metadata ? metadata.attempts : undefined;
  return {
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof attempts === 'number' ? { attempts } : {}),
  };
}

/**
 * The result of a call. Where it fails for a reason that somebody can mend, `explain` makes the error that says how; it
 * gives others back as the SDK throws them.
 */
export async function explaining<Result>(
  call: Promise<Result>,
  explain: (error: unknown) => unknown,
): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    throw explain(error);
  }
}
