import type { MiddlewareStack } from '@smithy/types';
import type { AwsService, OnAwsCall } from './aws-call.ts';
import { askForUnits, unitsOf, unitsOfFailure } from './dynamo-units.ts';
import { answerOf } from './aws-errors.ts';

/** What one call saw on its way, before it is told. */
interface Tries {
  attempts: number;
  throttled: number;
}

/**
 * Has `onCall` told of every request that a client makes. One middleware stands around the SDK's retries and one inside
 * of them, so that a call that came through at its third attempt is seen as one call of three attempts. DynamoDB is asked
 * for what each call consumes: that lengthens an answer by some 60 bytes.
 */
export function observeCalls<Input extends object, Output extends object>(
  { middlewareStack }: { readonly middlewareStack: Pick<MiddlewareStack<Input, Output>, 'add'> },
  service: AwsService,
  onCall: OnAwsCall,
): void {
  const open = new WeakMap<object, Tries>();
  middlewareStack.add(
    (next, context) => async (args) => {
      const tries = { attempts: 0, throttled: 0 };
      open.set(context, tries);
      const begun_ms = performance.now();
      const operation = (context.commandName ?? 'unknown').replace(/Command$/, '');
      const tell = (ok: boolean, units: number | undefined): void => {
        const duration_ms = performance.now() - begun_ms;
        onCall({ service, operation, ...tries, duration_ms, ok, ...(units === undefined ? {} : { units }) });
      };
      try {
        const input = service === 'dynamodb' ? askForUnits(operation, args.input) : args.input;
        const result = await next({ ...args, input });
        tell(true, unitsOf(result.output));
        return result;
      } catch (error) {
        tell(false, unitsOfFailure(error));
        throw error;
      }
    },
    { step: 'initialize', priority: 'high', name: 'sitepackCalls' },
  );
  middlewareStack.add(
    (next, context) => async (args) => {
      const tries = open.get(context);
      if (tries !== undefined) tries.attempts += 1;
      try {
        return await next(args);
      } catch (error) {
        if (tries !== undefined && isThrottled(error)) tries.throttled += 1;
        throw error;
      }
    },
    // The SDK retries in this step with high priority: low is inside of that.
    { step: 'finalizeRequest', priority: 'low', name: 'sitepackAttempts' },
  );
}

/** Error codes by which the three services say that there were too many requests. */
const THROTTLED: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'KmsThrottled',
  'SlowDown',
]);

/** Whether a service refused a request because there were too many. */
export function isThrottled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (THROTTLED.has(error.name)) return true;
  return answerOf(error).status === 429;
}
