import { type OperationUsage, type Usage, requestsOf, unitsOf } from './usage.ts';

/**
 * List prices of us-east-1 in USD, as of 2026-11. Each is that of the first tier, without the free one.
 * Sources: https://aws.amazon.com/sqs/pricing/, https://aws.amazon.com/s3/pricing/,
 * https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
export const PRICES = {
  /**
   * A request to SQS of up to 64 KB. 0.40 a million, and 0.10 more for messages with a group (fair queues) and on FIFO
   * queues, which is most of what Sitepack sends: everything is taken for that.
   */
  sqs_request: 0.5e-6,
  /** A write to S3, or a listing. Deletes cost nothing. */
  s3_write: 5e-6,
  s3_read: 0.4e-6,
  dynamodb_write_unit: 0.625e-6,
  dynamodb_read_unit: 0.125e-6,
} as const;

const S3_FREE: ReadonlySet<string> = new Set(['DeleteObject', 'DeleteObjects', 'AbortMultipartUpload']);
const S3_READS: ReadonlySet<string> = new Set(['GetObject', 'HeadObject', 'HeadBucket']);

/** What requests cost, in USD, by service. */
export function costOf(used: Usage): {
  readonly sqs: number;
  readonly s3: number;
  readonly dynamodb: number;
} {
  const of = (service: OperationUsage['service']): Usage => used.filter((one) => one.service === service);
  const { write, read } = unitsOf(of('dynamodb'));
  return {
    sqs: requestsOf(of('sqs')) * PRICES.sqs_request,
    s3: of('s3').reduce((sum, { operation, requests }) => sum + requests * s3Price(operation), 0),
    dynamodb: write * PRICES.dynamodb_write_unit + read * PRICES.dynamodb_read_unit,
  };
}

export function totalCost(used: Usage): number {
  const { sqs, s3, dynamodb } = costOf(used);
  return sqs + s3 + dynamodb;
}

function s3Price(operation: string): number {
  if (S3_FREE.has(operation)) return 0;
  return S3_READS.has(operation) ? PRICES.s3_read : PRICES.s3_write;
}
