import type { Config } from '#config';
import { parseMessage } from '#messages/registry.ts';
import { MAX_BATCH, type Queue, type Received } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import { type DeadLetter, readDeadLetter } from '#runtime/dead-letter.ts';
import { isFifo } from '#runtime/queue-names.ts';

interface Ports {
  readonly queue: Queue;
  readonly random: Random;
  readonly config: Pick<Config, 'prefix'>;
}

/** A message that was given up. */
export interface DeadMessage {
  /** Of the dead letter, by which `show`, `resend` and `drop` find it. */
  readonly id: string;
  /** Where it lies. */
  readonly queue: string;
  /** Undefined for one that the queue service moved by itself. */
  readonly letter: DeadLetter | undefined;
  readonly body: string;
}

/** Letters of one queue that are looked at; what lies behind shows when these are gone. */
export const MOST_LETTERS = 1000;
/** Longer than it takes to send a batch again and delete it. */
const HOLD_MS = 30_000;

/** Real names of the queues of dead letters. */
export async function deadQueues({ queue, config }: Ports): Promise<string[]> {
  return (await queue.list(`${config.prefix}-`)).filter((name) => /-dead(?:\.fifo)?$/.test(name));
}

/** Dead letters, from the front of each queue, at most `limit` a queue. */
export async function listDead(ports: Ports, limit: number): Promise<DeadMessage[]> {
  const found: DeadMessage[] = [];
  for (const name of await deadQueues(ports)) found.push(...(await peekDead(ports, name, limit)));
  return found;
}

/** Dead letters from the front of one queue, given its real name. */
export async function peekDead(
  { queue }: Pick<Ports, 'queue'>,
  name: string,
  limit: number,
): Promise<DeadMessage[]> {
  return (await queue.peek(name, limit)).map((received) => deadMessage(name, received));
}

function deadMessage(queue: string, received: Received): DeadMessage {
  const letter = readDeadLetter(received.body);
  return { id: received.message_id, queue, letter, body: letter?.body ?? received.body };
}

/**
 * Takes dead letters out of their queues: `act` does with each what is to be done, then it is deleted. Each is done
 * with before the next is taken, so that a crash leaves at most one of them to be done twice.
 * @param wanted ids; undefined for all.
 * @param act says whether it is done with the letter; one that it is not stays where it lies.
 * @returns the ids that were dealt with.
 */
export async function takeDead(
  ports: Ports,
  wanted: ReadonlySet<string> | undefined,
  act: (message: DeadMessage) => Promise<boolean>,
): Promise<string[]> {
  const done: string[] = [];
  for (const name of await deadQueues(ports)) {
    const held = new Set<string>();
    try {
      for await (const received of drain(ports, name, held)) {
        if (wanted?.has(received.message_id) === false) continue;
        if (!(await act(deadMessage(name, received)))) continue;
        await ports.queue.delete(name, [received.receipt]);
        held.delete(received.receipt);
        done.push(received.message_id);
        if (done.length === wanted?.size) return done;
      }
    } finally {
      if (held.size > 0) await ports.queue.extend(name, [...held], 0);
    }
  }
  return done;
}

/** Receives what lies in a queue, and notes what is in hand. */
async function* drain({ queue }: Ports, name: string, held: Set<string>): AsyncGenerator<Received> {
  for (let seen = 0; seen < MOST_LETTERS;) {
    const batch = await queue.receive(name, { max: MAX_BATCH, wait_ms: 0, visibility_ms: HOLD_MS });
    if (batch.length === 0) return;
    seen += batch.length;
    for (const { receipt } of batch) held.add(receipt);
    yield* batch;
  }
}

/**
 * Sends a dead message to the queue that it was in, as a new message: its failures begin at none.
 * @throws {BadMessage} when it would die at once again, because it is no message.
 */
export async function resend(ports: Ports, message: DeadMessage): Promise<void> {
  const parsed = parseMessage(message.body);
  const target = message.letter?.queue ?? livingQueue(message.queue);
  const group =
    message.letter?.group ?? ('index' in parsed && typeof parsed.index === 'string' ? parsed.index : 'none');
  const routing = isFifo(target) ? { group, dedup_id: ports.random.id() } : {};
  await ports.queue.send(target, [{ body: message.body, ...routing }]);
}

function livingQueue(dead: string): string {
  return dead.replace(/-dead(\.fifo)?$/, '$1');
}
