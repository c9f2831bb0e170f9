/* oxlint-disable vitest/no-standalone-expect -- the test is declared in queue.model.ts */
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { isFifo, type Outgoing, type Queue, QueueMissing, SendFailed } from '#ports/queue.ts';
import { ModelledQueue } from './modelled-queue.ts';
import type { ModelledQueues } from './modelled-queues.ts';
import { type QueuePlans, type ReceiptPlan, type SendPlan, toOutgoing, toReceipt } from './queue-plans.ts';

/** The queues under test. */
export interface RealQueue {
  readonly queue: Queue;
  /** Lets time pass for them. */
  readonly advance: (ms: number) => Promise<void>;
}

export type QueueCommand = fc.AsyncCommand<ModelledQueues, RealQueue>;
type Run<Input> = (model: ModelledQueues, real: RealQueue, input: Input) => Promise<void>;

/** What somebody may do with queues, and how often. `peeks`, `passes`: whether it is done at all. */
export function queueCommands(
  plans: QueuePlans,
  { peeks, passes }: { peeks: boolean; passes: boolean },
): fc.Arbitrary<QueueCommand> {
  const { name, max, hides_ms, receipts } = plans;
  const aborted = fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.constant(true));
  const look = fc.record({ name, max: fc.integer({ min: 1, max: 20 }) });
  return fc.oneof(
    { weight: 1, arbitrary: command('create', name, create) },
    { weight: 1, arbitrary: command('remove', name, remove) },
    { weight: 1, arbitrary: command('list', fc.constantFrom('', 'a', 'A', 'b', 'b-', 'c'), list) },
    { weight: 8, arbitrary: command('send', plans.send, send) },
    { weight: 12, arbitrary: command('receive', fc.record({ name, max, hides_ms, aborted }), receive) },
    { weight: 5, arbitrary: command('extend', fc.record({ name, receipts, ms: plans.extends_ms }), extend) },
    { weight: 6, arbitrary: command('delete', fc.record({ name, receipts }), deleteSome) },
    { weight: 3, arbitrary: command('counts', name, count) },
    { weight: peeks ? 3 : 0, arbitrary: command('peek', look, peek) },
    { weight: passes ? 5 : 0, arbitrary: command('pass', plans.passes_ms, pass) },
  );
}

/** What is true of every queue when all is done. */
export async function checkAll(
  model: ModelledQueues,
  real: RealQueue,
  { peeks }: { peeks: boolean },
): Promise<void> {
  await list(model, real, '');
  for (const queue of model.names()) {
    model.get(queue)?.counted(await real.queue.counts(queue));
    if (peeks) model.get(queue)?.peeked(await real.queue.peek(queue, 1_000), 1_000);
  }
}

const create: Run<string> = async (model, { queue }, name) => {
  await queue.create(model.named(name));
  model.create(model.named(name));
};

const remove: Run<string> = async (model, { queue }, name) => {
  await queue.remove(model.named(name));
  model.remove(model.named(name));
};

const list: Run<string> = async (model, { queue }, start) => {
  const prefix = model.named(start);
  expect(await queue.list(prefix)).toEqual(model.names().filter((name) => name.startsWith(prefix)));
};

const send: Run<SendPlan> = async (model, { queue }, plan) => {
  const name = model.named(plan.name);
  const messages = outgoing(plan, model);
  const refused = messages.flatMap((message, n) => (ModelledQueue.refuses(name, message) ? [n] : []));
  const modelled = model.get(name);
  const sent = queue.send(name, messages);
  if (modelled === undefined && messages.length > 0) {
    // Of two reasons either may be told.
    const why: unknown = await sent.catch((error: unknown) => error);
    if (!(refused.length === messages.length && why instanceof SendFailed))
      expect(why).toBeInstanceOf(QueueMissing);
  } else if (refused.length === 0) {
    const ids = await sent;
    expect(ids).toHaveLength(messages.length);
    for (const [n, message] of messages.entries()) modelled?.sent(message, ids[n]);
  } else {
    const why: unknown = await sent.catch((error: unknown) => error);
    expect(why).toBeInstanceOf(SendFailed);
    expect(why).toMatchObject({ failed: refused.map((position) => ({ position })) });
    for (const message of messages)
      if (!ModelledQueue.refuses(name, message)) modelled?.sent(message, undefined);
  }
};

/**
 * A send that fails tells no ids, so that nobody can see whether it dropped a message with the dedup id of another group,
 * which it may do or not: there each group has dedup ids of its own.
 */
function outgoing({ name, messages }: SendPlan, model: ModelledQueues): Outgoing[] {
  const all = messages.map((message) => toOutgoing(message, model.nextBody()));
  if (!isFifo(name) || !all.some((message) => ModelledQueue.refuses(name, message))) return all;
  return all.map(ofItsGroup);
}

function ofItsGroup(message: Outgoing): Outgoing {
  const { dedup_id = '', group = '' } = message;
  return dedup_id === '' ? message : { ...message, dedup_id: `${dedup_id}-${group}` };
}

const receive: Run<{ name: string; max: number; hides_ms: number; aborted: boolean }> = async (
  model,
  { queue },
  { name: planned, max, hides_ms, aborted },
) => {
  const name = model.named(planned);
  const options = { max, wait_ms: 0, visibility_ms: hides_ms };
  if (aborted) {
    expect(await queue.receive(name, { ...options, signal: AbortSignal.abort() })).toEqual([]);
    return;
  }
  const modelled = model.get(name);
  const received = queue.receive(name, options);
  if (modelled === undefined) {
    await expect(received).rejects.toThrow(QueueMissing);
    return;
  }
  const messages = await received;
  modelled.received(messages, max, hides_ms);
  model.noteReceipts(
    name,
    messages.map(({ receipt }) => receipt),
  );
};

interface Held {
  readonly name: string;
  readonly receipts: readonly ReceiptPlan[];
}

function chosen(model: ModelledQueues, { name, receipts }: Held): string[] {
  const [own, all] = [model.receipts(model.named(name)), model.receipts()];
  return receipts.map((plan) => toReceipt(plan, own, all));
}

const extend: Run<Held & { ms: number }> = async (model, { queue }, input) => {
  const name = model.named(input.name);
  const receipts = chosen(model, input);
  await queue.extend(name, receipts, input.ms);
  model.get(name)?.extended(receipts, input.ms);
};

const deleteSome: Run<Held> = async (model, { queue }, input) => {
  const name = model.named(input.name);
  const receipts = chosen(model, input);
  await queue.delete(name, receipts);
  model.get(name)?.deleted(receipts);
};

const count: Run<string> = async (model, { queue }, planned) => {
  const name = model.named(planned);
  const modelled = model.get(name);
  if (modelled === undefined) await expect(queue.counts(name)).rejects.toThrow(QueueMissing);
  else modelled.counted(await queue.counts(name));
};

const peek: Run<{ name: string; max: number }> = async (model, { queue }, { name: planned, max }) => {
  const name = model.named(planned);
  const modelled = model.get(name);
  if (modelled === undefined) await expect(queue.peek(name, max)).rejects.toThrow(QueueMissing);
  else modelled.peeked(await queue.peek(name, max), max);
};

const pass: Run<number> = (_, { advance }, ms) => advance(ms);

function command<Input>(
  label: string,
  inputs: fc.Arbitrary<Input>,
  run: Run<Input>,
): fc.Arbitrary<QueueCommand> {
  return inputs.map((input) => ({
    check: () => true,
    run: (model, real) => run(model, real, input),
    toString: () => `${label} ${fc.stringify(input)}`,
  }));
}
