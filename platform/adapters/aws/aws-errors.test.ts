import { expect, it } from 'vitest';
import { AwsError, awsErrorOf } from './aws-errors.ts';

function failed(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

it.each([
  [
    failed('getaddrinfo ENOTFOUND sqs.mars-1.amazonaws.com', 'ENOTFOUND'),
    'ENOTFOUND sqs.mars-1.amazonaws.com',
  ],
  // A host of two addresses: the error itself has no words.
  [
    Object.assign(new AggregateError([failed('connect ECONNREFUSED ::1:9', 'ECONNREFUSED')], ''), {
      code: 'ECONNREFUSED',
    }),
    'connect ECONNREFUSED ::1:9',
  ],
  [Object.assign(new Error('no answer in 5000 ms'), { name: 'TimeoutError' }), 'no answer in 5000 ms'],
])('a service that cannot be reached is named, with what to look at: %s', (error, said) => {
  const explained = awsErrorOf(error, 'sqs');
  expect(explained).toBeInstanceOf(AwsError);
  expect(explained).toMatchObject({ code: 'unreachable', cause: error });
  expect(String(explained)).toMatch(
    /^AwsError: SQS cannot be reached \(.+\); see AWS_REGION, .*AWS_ENDPOINT_URL_SQS/,
  );
  expect(String(explained)).toContain(said);
});

it('what a service says itself is left to who asked it', () => {
  const error = Object.assign(new Error('no such thing'), { name: 'ResourceNotFoundException' });
  expect(awsErrorOf(error, 'dynamodb')).toBe(error);
});
