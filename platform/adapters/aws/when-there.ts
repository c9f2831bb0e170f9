import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import type { Clock } from '#ports/clock.ts';
import { AWS_SERVICES, type AwsService } from './aws-call.ts';
import { AwsError, answerOf, awsErrorOf } from './aws-errors.ts';
import type { AwsClients } from './clients.ts';

const LOOK_MS = 1000;

/**
 * Resolves when all three services answer, whatever they answer. Stand-ins take a while to start.
 * @throws {AwsError} the last error of the connection when `wait_ms` have passed; at once where waiting cannot help.
 */
export async function whenThere(
  { sqs, s3, dynamodb }: AwsClients,
  clock: Clock,
  { wait_ms, signal }: { readonly wait_ms: number; readonly signal: AbortSignal },
): Promise<void> {
  const deadline_ms = clock.monotonic() + wait_ms;
  const asks: Readonly<Record<AwsService, () => Promise<unknown>>> = {
    sqs: () => sqs.send(new ListQueuesCommand({ MaxResults: 1 })),
    s3: () => s3.send(new ListBucketsCommand({ MaxBuckets: 1 })),
    dynamodb: () => dynamodb.send(new ListTablesCommand({ Limit: 1 })),
  };
  for (const service of AWS_SERVICES) {
    for (;;) {
      try {
        await asks[service]();
        break;
      } catch (error) {
        // One that says no is there; whoever needs more of it is told then.
        if (isAnswered(error)) break;
        const explained = awsErrorOf(error, service);
        const final = explained instanceof AwsError && explained.code !== 'unreachable';
        if (final || clock.monotonic() >= deadline_ms || signal.aborted) throw explained;
        await clock.sleep(LOOK_MS, signal);
      }
    }
  }
}

/** Whether a service answered, as against a connection that failed or one that says it is not ready. */
function isAnswered(error: unknown): boolean {
  const { status } = answerOf(error);
  return status !== undefined && status < 500;
}
