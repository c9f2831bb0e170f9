import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { OnAwsCall } from './aws-call.ts';
import { observeCalls } from './observe-calls.ts';

/** The clients of the three services. */
export interface AwsClients {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  close(): void;
}

export interface AwsClientOptions {
  /** Hears of every request. */
  readonly onCall?: OnAwsCall;
  /** Where AWS_ENDPOINT_URL and its kin are looked for: what stands in for AWS wants to be asked in another way. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Attempts of one request; between them the SDK waits by its adaptive mode, which also holds back new requests. */
const MAX_ATTEMPTS = 6;
const CONNECT_TIMEOUT_MS = 5000;
/** Of silence on a connection: longer than the longest poll. */
const SILENCE_MS = 30_000;
/** Per service: more requests than that at once wait for a connection. */
const MAX_CONNECTIONS = 64;

/**
 * Opens the clients. Credentials, region and endpoints come from the SDK's usual chain: variables, profiles, roles.
 */
export function openAwsClients({ onCall, env }: AwsClientOptions): AwsClients {
  const connections = { maxSockets: MAX_CONNECTIONS, keepAlive: true };
  const shared = {
    retryMode: 'adaptive',
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      httpAgent: connections,
      httpsAgent: connections,
    },
  };
  const dynamodb = new DynamoDBClient(shared);
  const stand_in = (service: string): boolean =>
    [env[`AWS_ENDPOINT_URL_${service}`], env['AWS_ENDPOINT_URL']].some(
      (url) => url !== undefined && url !== '',
    );
  // Stand-ins put host names into the URLs of queues by which they cannot be reached from other containers.
  const sqs = new SQSClient({ ...shared, useQueueUrlAsEndpoint: !stand_in('SQS') });
  const s3 = new S3Client({
    ...shared,
    // Stand-ins answer at one host name, which a bucket cannot be put before.
    forcePathStyle: stand_in('S3'),
    // What we store is hashed by us; the trailing checksums of streams are what stand-ins do not understand.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  if (onCall !== undefined) {
    observeCalls(sqs, 'sqs', onCall);
    observeCalls(s3, 's3', onCall);
    observeCalls(dynamodb, 'dynamodb', onCall);
  }
  return {
    sqs,
    s3,
    dynamodb,
    close() {
      for (const client of [sqs, s3, dynamodb]) client.destroy();
    },
  };
}
