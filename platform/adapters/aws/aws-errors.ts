/** Why no service does anything, whichever is asked. */
export type AwsErrorCode = 'credentials_missing' | 'credentials_refused' | 'region_missing';

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

/** What to say of an error that any service may give; undefined for one that is the service's own. */
export function commonExplanation(error: unknown): Explanation<AwsErrorCode> | undefined {
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
  return undefined;
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
