import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Clock } from '#ports/clock.ts';
import { isFifo, QueueMissing } from '#ports/queue.ts';
import { lookUntil } from './look-until.ts';
import type { SetUpStep } from './set-up-step.ts';
import {
  attributesFor,
  differences,
  type QueueAttributes,
  redriveAllowPolicy,
  redrivePolicy,
  RETENTION_S,
} from './sqs-attributes.ts';
import { explained, SqsError } from './sqs-errors.ts';
import { SqsUrls } from './sqs-urls.ts';
import { awsErrorName } from './aws-errors.ts';

/** A queue and where its dead letters lie; both FIFO or none. */
export interface QueuePair {
  readonly queue: string;
  readonly dead: string;
}

export interface QueueSettings {
  readonly retention_s: number;
  /** For other clients: ours say it at each receive. */
  readonly visibility_s: number;
  /** Deliveries after which SQS itself moves a message to the dead letters; 1 to 1,000. */
  readonly max_receives: number;
}

/**
 * The redrive is a backstop behind our own, which says why and tells the worker: SQS's highest, so that ours comes first
 * if it is lower.
 */
export const QUEUE_SETTINGS: QueueSettings = {
  retention_s: RETENTION_S,
  visibility_s: 30,
  max_receives: 1_000,
};

/** How long SQS makes no queue of the name of one that was removed, and a little more. */
const NAME_BLOCKED_MS = 65_000;
const LOOK_MS = 5_000;
/** A queue that was made cannot be found for some second. */
const NOT_FOUND_MS = 10_000;

/**
 * Makes queues and their dead letters, or brings to their attributes those that are there; done twice, the second time
 * changes nothing. Waits out the minute after a queue of the same name was removed.
 */
export async function* setupQueues(
  client: SQSClient,
  pairs: readonly QueuePair[],
  clock: Clock,
  settings: QueueSettings = QUEUE_SETTINGS,
): AsyncGenerator<SetUpStep> {
  const urls = new SqsUrls(client);
  for (const { queue, dead } of pairs) {
    const letters = await ensure(urls, client, clock, dead, deadAttributes(dead, settings));
    const source = await ensure(urls, client, clock, queue, liveAttributes(queue, letters.arn, settings));
    yield { what: `queue ${queue}`, state: source.state };
    // Behind the queue, so that each of the two names one that is there.
    const allow: QueueAttributes = isFifo(queue)
      ? {}
      : { RedriveAllowPolicy: redriveAllowPolicy(source.arn) };
    const allowed = await bring(urls, client, letters, allow);
    yield {
      what: `queue ${dead} (dead letters)`,
      state: letters.state === 'there' ? allowed : letters.state,
    };
  }
}

export interface QueueProblem {
  readonly queue: string;
  /** With what to do. */
  readonly problem: string;
}

/** What is wrong with queues. Nothing is changed. */
export async function* describeQueues(
  client: SQSClient,
  pairs: readonly QueuePair[],
  settings: QueueSettings = QUEUE_SETTINGS,
): AsyncGenerator<QueueProblem> {
  const urls = new SqsUrls(client);
  for (const { queue, dead } of pairs) {
    const letters = await read(urls, client, dead);
    const source = await read(urls, client, queue);
    const wanted: readonly [string, Found | undefined, QueueAttributes][] = [
      [queue, source, liveAttributes(queue, letters?.arn, settings)],
      [dead, letters, deadAttributes(dead, settings)],
    ];
    for (const [name, found, attributes] of wanted) {
      if (found === undefined) yield { queue: name, problem: 'is not there; run "sitepack setup"' };
      else yield* wrongAttributes(name, found.attributes, attributes);
    }
  }
}

function* wrongAttributes(
  queue: string,
  found: QueueAttributes,
  wanted: QueueAttributes,
): Generator<QueueProblem> {
  const is = new Map(Object.entries(found));
  for (const [attribute, value] of Object.entries(differences(found, wanted))) {
    const shall = value === '' ? 'it should not be set' : `it should be ${value}`;
    yield {
      queue,
      problem: `${attribute} is ${is.get(attribute) ?? 'not set'}, ${shall}; run "sitepack setup"`,
    };
  }
}

function deadAttributes(dead: string, { retention_s }: QueueSettings): QueueAttributes {
  return attributesFor(dead, retention_s);
}

/**
 * A FIFO queue has no redrive: a message that is put off there is hidden, and delivered again, as often as it takes.
 * Our own backstop tells these deliveries from others; SQS would not.
 * @param dead_arn without it, nothing is said of a redrive.
 */
function liveAttributes(
  queue: string,
  dead_arn: string | undefined,
  settings: QueueSettings,
): QueueAttributes {
  const own: QueueAttributes = {
    ...attributesFor(queue, settings.retention_s),
    VisibilityTimeout: String(settings.visibility_s),
  };
  if (isFifo(queue)) return { ...own, RedrivePolicy: '' };
  return dead_arn === undefined
    ? own
    : { ...own, RedrivePolicy: redrivePolicy(dead_arn, settings.max_receives) };
}

/** A queue that is there. */
interface Found {
  readonly queue: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
}

/** Makes a queue, or brings it to attributes. */
async function ensure(
  urls: SqsUrls,
  client: SQSClient,
  clock: Clock,
  queue: string,
  wanted: QueueAttributes,
): Promise<Found & Pick<SetUpStep, 'state'>> {
  const before = await read(urls, client, queue);
  if (before !== undefined) return { ...before, state: await bring(urls, client, before, wanted) };
  urls.note(queue, await make(client, clock, queue, wanted));
  return { ...(await whenThere(urls, client, clock, queue)), state: 'made' };
}

/** @throws {SqsError} `queue_not_ready` when SQS does not tell of it for {@link NOT_FOUND_MS}. */
async function whenThere(urls: SqsUrls, client: SQSClient, clock: Clock, queue: string): Promise<Found> {
  const found = await lookUntil(clock, NOT_FOUND_MS, () => read(urls, client, queue));
  if (found !== undefined) return found;
  throw new SqsError(
    'queue_not_ready',
    `the queue "${queue}" was made, and could not be found for ${NOT_FOUND_MS / 1000} s; run "sitepack setup" again ` +
      'in a while',
  );
}

/** Brings a queue to attributes, where it has others. */
async function bring(
  urls: SqsUrls,
  client: SQSClient,
  { queue, attributes }: Found,
  wanted: QueueAttributes,
): Promise<SetUpStep['state']> {
  const missing = differences(attributes, wanted);
  return Object.keys(missing).length === 0 ? 'there' : await change(urls, client, queue, missing);
}

async function change(
  urls: SqsUrls,
  client: SQSClient,
  queue: string,
  Attributes: QueueAttributes,
): Promise<'changed' | 'unknown'> {
  try {
    const QueueUrl = await urls.of(queue);
    await explained(queue, client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })));
    return 'changed';
  } catch (error) {
    // A stand-in may know fewer attributes than SQS.
    if (awsErrorName(error) === 'InvalidAttributeName') return 'unknown';
    throw error;
  }
}

/** A queue with all of its attributes; undefined when it is not there. */
async function read(urls: SqsUrls, client: SQSClient, queue: string): Promise<Found | undefined> {
  try {
    const QueueUrl = await urls.of(queue);
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes: attributes = {} } = await explained(queue, client.send(command));
    const { QueueArn: arn } = attributes;
    return arn === undefined ? undefined : { queue, arn, attributes };
  } catch (error) {
    if (error instanceof QueueMissing) return undefined;
    throw error;
  }
}

/** @returns the queue's URL, by which it can be asked for before it is found by its name. */
async function make(
  client: SQSClient,
  clock: Clock,
  queue: string,
  wanted: QueueAttributes,
): Promise<string> {
  // An empty value is one to take away.
  const Attributes = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''));
  const deadline_ms = clock.monotonic() + NAME_BLOCKED_MS;
  for (;;) {
    try {
      const command = new CreateQueueCommand({ QueueName: queue, Attributes });
      const { QueueUrl } = await explained(queue, client.send(command));
      if (QueueUrl === undefined)
        throw new SqsError('bad_answer', `SQS gave no URL of the new queue "${queue}"`);
      return QueueUrl;
    } catch (error) {
      const blocked = error instanceof SqsError && error.code === 'queue_just_removed';
      if (!blocked || clock.monotonic() >= deadline_ms) throw error;
    }
    await clock.sleep(LOOK_MS);
  }
}
