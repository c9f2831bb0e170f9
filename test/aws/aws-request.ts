import { z } from 'zod';

/** What a request asks of AWS, in the words of a policy. */
export interface AwsRequest {
  /** The role that signed it. */
  readonly role: string;
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  /** ARN, or `*` for what concerns no resource. */
  readonly resource: string;
}

export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** The account that the emulators play, and the region that they are asked in. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/**
 * The requests for permission that an HTTP request to SQS, DynamoDB or S3 amounts to. The role is the access key id by
 * which it is signed.
 * @throws for an operation whose action in IAM is not known here.
 */
export function awsRequests(raw: RawRequest): AwsRequest[] {
  const role = /Credential=([^/]+)\//.exec(String(raw.headers['authorization']))?.[1] ?? 'nobody';
  const [service = '', operation = ''] = String(raw.headers['x-amz-target'] ?? '').split('.');
  const asked = service.startsWith('DynamoDB')
    ? dynamo(operation, raw.body)
    : service === 'AmazonSQS'
      ? sqs(operation, raw.body)
      : s3(raw);
  return asked.map(([action, resource]) => ({ role, action, resource }));
}

type Asked = readonly [action: string, resource: string];

/** Operations on batches are the action on one. */
const SQS_ACTIONS: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

function sqs(operation: string, body: Buffer): Asked[] {
  const { QueueUrl, QueueName } = z
    .object({ QueueUrl: z.string().optional(), QueueName: z.string().optional() })
    .parse(JSON.parse(body.toString()));
  const action = `sqs:${SQS_ACTIONS[operation] ?? operation}`;
  if (operation === 'ListQueues') return [[action, '*']];
  const queue = QueueName ?? QueueUrl?.split('/').at(-1);
  if (queue === undefined) throw new Error(`${operation} names no queue`);
  return [[action, `arn:aws:sqs:${REGION}:${ACCOUNT}:${queue}`]];
}

function dynamo(operation: string, body: Buffer): Asked[] {
  const { TableName, IndexName, RequestItems } = z
    .object({
      TableName: z.string().optional(),
      IndexName: z.string().optional(),
      RequestItems: z.record(z.string(), z.unknown()).optional(),
    })
    .parse(JSON.parse(body.toString()));
  const action = `dynamodb:${operation}`;
  const tables = TableName === undefined ? Object.keys(RequestItems ?? {}) : [TableName];
  if (tables.length === 0) return [[action, '*']];
  const index = IndexName === undefined ? '' : `/index/${IndexName}`;
  return tables.map((table) => [action, `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}${index}`]);
}

/** Actions on a bucket, by method and what stands behind "?". */
const BUCKET_ACTIONS: Readonly<Record<string, string>> = {
  'GET list-type': 'ListBucket',
  'HEAD ': 'ListBucket',
  'PUT ': 'CreateBucket',
  'GET publicAccessBlock': 'GetBucketPublicAccessBlock',
  'PUT publicAccessBlock': 'PutBucketPublicAccessBlock',
  'GET lifecycle': 'GetLifecycleConfiguration',
  'PUT lifecycle': 'PutLifecycleConfiguration',
  'GET versioning': 'GetBucketVersioning',
  'PUT versioning': 'PutBucketVersioning',
};

/** The same for an object. */
const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  'GET ': 'GetObject',
  'HEAD ': 'GetObject',
  'PUT ': 'PutObject',
  'DELETE ': 'DeleteObject',
  'POST uploads': 'PutObject',
  'PUT uploadId': 'PutObject',
  'POST uploadId': 'PutObject',
  'DELETE uploadId': 'AbortMultipartUpload',
};

/** Parameters that make another operation of a request. */
const SUBRESOURCES = ['list-type', 'publicAccessBlock', 'lifecycle', 'versioning', 'uploads', 'uploadId'];

function s3({ method, url, body }: RawRequest): Asked[] {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [, bucket = '', ...rest] = decodeURIComponent(pathname).split('/');
  const key = rest.join('/');
  if (bucket === '') return [['s3:ListAllMyBuckets', '*']];
  const arn = `arn:aws:s3:::${bucket}`;
  if (method === 'POST' && searchParams.has('delete'))
    return [...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, each = '']) => [
      's3:DeleteObject',
      `${arn}/${each}`,
    ]);
  const asked = `${method} ${SUBRESOURCES.find((name) => searchParams.has(name)) ?? ''}`;
  const action = (key === '' ? BUCKET_ACTIONS : OBJECT_ACTIONS)[asked];
  if (action === undefined) throw new Error(`what ${method} ${url} asks of S3 is not known`);
  return [[`s3:${action}`, key === '' ? arn : `${arn}/${key}`]];
}
