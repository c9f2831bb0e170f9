import {
  type AwsErrorCode,
  type Explanation,
  answerOf,
  awsErrorName,
  commonExplanation,
  explaining,
} from './aws-errors.ts';

export type S3ErrorCode =
  | 'bucket_missing'
  | 'bucket_elsewhere'
  | 'bucket_taken'
  | 'access_denied'
  | 'object_changed'
  | 'upload_too_large'
  | 'upload_left'
  | 'delete_failed'
  | 'no_answer'
  | AwsErrorCode;

/** S3 could not do what it was asked to, and there is something to be said about it. `cause` has what S3 said. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;
  constructor(code: S3ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The result of a call; where it fails for a reason that somebody can mend, the error says how. Others are left as the
 * SDK throws them.
 */
export function explained<Result>(bucket: string, call: Promise<Result>): Promise<Result> {
  return explaining(call, (error) => explain(error, bucket));
}

function explain(error: unknown, bucket: string): unknown {
  const [code, message] = explanation(error, bucket) ?? [];
  return code === undefined || message === undefined ? error : new S3Error(code, message, { cause: error });
}

function explanation(error: unknown, bucket: string): Explanation<S3ErrorCode> | undefined {
  switch (awsErrorName(error)) {
    case 'NoSuchBucket':
      return [
        'bucket_missing',
        `there is no bucket "${bucket}"; run "sitepack setup", or check SITEPACK_BUCKET`,
      ];
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return [
        'bucket_elsewhere',
        `the bucket "${bucket}" lies in another region; set AWS_REGION to that one`,
      ];
    case 'AccessDenied':
      return denied(bucket, error);
    default:
      return commonExplanation(error, 's3') ?? explanationOfNameless(error, bucket);
  }
}

function explanationOfNameless(error: unknown, bucket: string): Explanation<S3ErrorCode> | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status } = answerOf(error);
  // An answer to HEAD has no body to say more in.
  if (error.name !== 'Unknown' || status === undefined) return undefined;
  if (status === 403) return denied(bucket, error);
  if (status === 400)
    return [
      'no_answer',
      `S3 answered 400 for the bucket "${bucket}"; it may lie in another region than AWS_REGION, or the credentials be old`,
    ];
  return ['no_answer', `S3 answered ${status} for the bucket "${bucket}", and gave no reason`];
}

function denied(bucket: string, error: unknown): Explanation<S3ErrorCode> {
  return [
    'access_denied',
    `access to the bucket "${bucket}" was refused (${String(error)}); workers need s3:ListBucket on it, and ` +
      's3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on its objects; "sitepack setup" more',
  ];
}
