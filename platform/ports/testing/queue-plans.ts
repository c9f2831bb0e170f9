import * as fc from 'fast-check';
import { MAX_BATCH, MAX_BODY_BYTES, MAX_DELAY_MS, type Outgoing } from '#ports/queue.ts';

/** A message to be made: its body gets a number of its own. */
export interface MessagePlan {
  readonly text: string;
  /** The body is filled up to so many bytes. */
  readonly bytes: number;
  readonly group: string | undefined;
  readonly dedup_id: string | undefined;
  readonly delay_ms: number;
}

export interface SendPlan {
  readonly name: string;
  readonly messages: readonly MessagePlan[];
}

/** A receipt to be chosen from those given so far, the last one first, or to be made up. */
export interface ReceiptPlan {
  readonly nth: number;
  readonly of: 'this queue' | 'any queue' | 'the next message, not delivered yet' | 'nothing' | 'a peek';
}

/** What a run is made of. */
export interface QueuePlans {
  readonly name: fc.Arbitrary<string>;
  readonly send: fc.Arbitrary<SendPlan>;
  readonly receipts: fc.Arbitrary<ReceiptPlan[]>;
  readonly max: fc.Arbitrary<number>;
  /** How long a receive hides what it brings. */
  readonly hides_ms: fc.Arbitrary<number>;
  /** How long a message is hidden from now on. */
  readonly extends_ms: fc.Arbitrary<number>;
  readonly passes_ms: fc.Arbitrary<number>;
}

/** Longer than any test, and still a delay. */
const LONG_MS = 600_000;
/** SQS's bound. */
const LONGEST_VISIBILITY_MS = 43_200_000;

/**
 * @param passes the model moves the queue's clock, so there are times of all lengths; else now, or never during the test.
 * @param hidesNothing a receive may ask for no visibility at all.
 */
export function queuePlans({ passes, hidesNothing }: { passes: boolean; hidesNothing: boolean }): QueuePlans {
  const hides_ms = passes ? fc.constantFrom(0.5, 30, 1000, LONGEST_VISIBILITY_MS) : fc.constant(LONG_MS);
  const standard = mostly(8, fc.constant('a'), fc.constantFrom('a-', 'A_c'));
  const fifo = mostly(8, fc.constant('b.fifo'), fc.constant('b-d.fifo'));
  const dedup_id = mostly(
    2,
    fc.integer({ min: 4, max: 1_000_000 }).map(String),
    fc.constantFrom('1', '2', '3'),
  );
  const missing = fc.constantFrom('', undefined);
  const common = {
    text: fc.constantFrom('', 'é', '漢'),
    bytes: mostly(60, fc.constant(0), fc.constantFrom(MAX_BODY_BYTES, MAX_BODY_BYTES + 1)),
  };
  const delayed = passes ? fc.constantFrom(0.5, 30, 1000, MAX_DELAY_MS) : fc.constant(LONG_MS);
  const toStandard = fc.record<MessagePlan>({
    ...common,
    group: mostly(4, fc.constantFrom('a', 'b', 'c', 'site.gov:8080'), missing),
    // Means nothing there.
    dedup_id: mostly(4, fc.constant(undefined), dedup_id),
    delay_ms: mostly(60, mostly(4, fc.constant(0), delayed), fc.constantFrom(-1, MAX_DELAY_MS + 1, NaN)),
  });
  const toFifo = fc.record<MessagePlan>({
    ...common,
    group: mostly(60, fc.constantFrom('a', 'b', 'c', 'site.gov:8080'), missing),
    dedup_id: mostly(60, dedup_id, missing),
    delay_ms: mostly(60, fc.constant(0), fc.constantFrom(1000, -1, NaN)),
  });
  const list = (message: fc.Arbitrary<MessagePlan>) => fc.array(message, { maxLength: MAX_BATCH + 2 });
  return {
    name: fc.oneof(standard, fifo),
    send: fc.oneof(
      fc.record<SendPlan>({ name: standard, messages: list(toStandard) }),
      fc.record<SendPlan>({ name: fifo, messages: list(toFifo) }),
    ),
    receipts: fc.array(
      fc.record<ReceiptPlan>({
        nth: fc.nat(40),
        of: mostly(
          6,
          fc.constant('this queue'),
          fc.constantFrom('any queue', 'the next message, not delivered yet', 'nothing', 'a peek'),
        ),
      }),
      { maxLength: MAX_BATCH + 2 },
    ),
    max: fc.integer({ min: 1, max: MAX_BATCH }),
    hides_ms: hidesNothing ? mostly(4, hides_ms, fc.constant(0)) : hides_ms,
    extends_ms: fc.oneof(fc.constant(0), hides_ms),
    passes_ms: fc.constantFrom(1, 29, 30, 999, 1000, 299_999, 300_000, MAX_DELAY_MS),
  };
}

/** `usual` that many times as often as `other`. */
function mostly<Value>(
  times: number,
  usual: fc.Arbitrary<Value>,
  other: fc.Arbitrary<Value>,
): fc.Arbitrary<Value> {
  return fc.oneof({ weight: times, arbitrary: usual }, { weight: 1, arbitrary: other });
}

/** The message of a plan. */
export function toOutgoing(
  { text, bytes, group, dedup_id, delay_ms }: MessagePlan,
  number: number,
): Outgoing {
  const start = `${number} ${text}`;
  return {
    body: start + 'x'.repeat(Math.max(0, bytes - Buffer.byteLength(start))),
    ...(delay_ms !== 0 && { delay_ms }),
    ...(group !== undefined && { group }),
    ...(dedup_id !== undefined && { dedup_id }),
  };
}

/**
 * The receipt of a plan.
 * @param own those that the queue gave out.
 * @param all those that all queues gave out.
 */
export function toReceipt({ nth, of }: ReceiptPlan, own: readonly string[], all: readonly string[]): string {
  const given = of === 'any queue' ? all : own;
  const receipt = given.at(-1 - (nth % Math.max(1, given.length))) ?? 'none';
  if (of === 'nothing') return '-1.5';
  if (of === 'a peek') return '';
  if (of !== 'the next message, not delivered yet') return receipt;
  // As a queue writes it that numbers its messages and their deliveries.
  return receipt.replace(/^(\d+)\.\d+$/, (_, seq) => `${Number(seq) + 1}.0`);
}
