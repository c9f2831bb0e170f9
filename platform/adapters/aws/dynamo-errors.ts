import {
  type AwsErrorCode,
  type Explanation,
  awsErrorName,
  commonExplanation,
  explaining,
} from './aws-errors.ts';

export type DynamoErrorCode =
  | 'table_missing'
  | 'table_differs'
  | 'table_not_ready'
  | 'partition_full'
  | 'rows_not_read'
  | 'bad_value'
  | 'bad_cursor'
  | 'access_denied'
  | AwsErrorCode;

/** DynamoDB could not do what it was asked to, and there is something to be said about it. `cause` has what it said. */
export class DynamoError extends Error {
  override readonly name = 'DynamoError';
  readonly code: DynamoErrorCode;
  constructor(code: DynamoErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether a write was refused because the row was not as expected. */
export function isUnexpected(error: unknown): boolean {
  return awsErrorName(error) === 'ConditionalCheckFailedException';
}

/** Whether a write was refused because the row would be larger than DynamoDB's bound. */
export function isTooLarge(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'ValidationException' &&
    /item size .*exceeded/i.test(error.message)
  );
}

/**
 * The result of a call; where it fails for a reason that somebody can mend, the error says how. Others are left as the
 * SDK throws them.
 * @param table its full name.
 */
export function explained<Result>(table: string, call: Promise<Result>): Promise<Result> {
  return explaining(call, (error) => {
    const [code, message] = explanation(error, table) ?? [];
    return code === undefined || message === undefined
      ? error
      : new DynamoError(code, message, { cause: error });
  });
}

function explanation(error: unknown, table: string): Explanation<DynamoErrorCode> | undefined {
  switch (awsErrorName(error)) {
    case 'ResourceNotFoundException':
      return [
        'table_missing',
        `there is no table "${table}"; run "sitepack setup", or check SITEPACK_PREFIX and AWS_REGION`,
      ];
    case 'ItemCollectionSizeLimitExceededException':
      return [
        'partition_full',
        `a partition of the table "${table}" has reached 10 GB, which is all that DynamoDB gives it; spread the site ` +
          'over several indexes, or crawl fewer pages of it at a time',
      ];
    case 'AccessDeniedException':
      return [
        'access_denied',
        `access to the table "${table}" was refused; the credentials need dynamodb:GetItem, dynamodb:BatchGetItem, ` +
          'dynamodb:PutItem, dynamodb:UpdateItem and dynamodb:DeleteItem on it, dynamodb:Query on it and on its ' +
          'indexes, and to set it up dynamodb:DescribeTable, dynamodb:CreateTable, dynamodb:UpdateTable, ' +
          'dynamodb:DescribeContinuousBackups and dynamodb:UpdateContinuousBackups',
      ];
    default:
      return commonExplanation(error, 'dynamodb');
  }
}
