import { type Queue, QueueMissing, type Received } from '#ports/queue.ts';
import { type DeadLetter, readDeadLetter } from '#runtime/dead-letter.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import { deadQueues } from '../named-queues.ts';

interface Ports {
  readonly queue: Queue;
  readonly names: QueueNames;
}

/** A message that was given up. */
export interface DeadMessage {
  /** Of the dead letter, by which it is found again. */
  readonly id: string;
  /** Where it lies. */
  readonly queue: string;
  /** Undefined for one that the queue service moved by itself. */
  readonly letter: DeadLetter | undefined;
  readonly body: string;
}

/** Letters of one queue that are looked at; what lies behind shows when these are gone. */
export const MOST_LETTERS = 1000;

/** Dead letters, from the front of one queue after the other, at most `limit` altogether. */
export async function listDead(ports: Ports, limit: number): Promise<DeadMessage[]> {
  const found: DeadMessage[] = [];
  for (const name of await deadQueues(ports)) {
    if (found.length >= limit) break;
    found.push(...(await peekDead(ports, name, limit - found.length)));
  }
  return found;
}

/** One dead letter, if it is among the first {@link MOST_LETTERS} of its queue. */
export async function findDead(ports: Ports, id: string): Promise<DeadMessage | undefined> {
  for (const name of await deadQueues(ports)) {
    const found = (await peekDead(ports, name, MOST_LETTERS)).find((message) => message.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Dead letters from the front of one queue, given its real name; none when it is gone. */
export async function peekDead(
  { queue }: Pick<Ports, 'queue'>,
  name: string,
  limit: number,
): Promise<DeadMessage[]> {
  try {
    return (await queue.peek(name, limit)).map((received) => deadMessage(name, received));
  } catch (error) {
    if (error instanceof QueueMissing) return [];
    throw error;
  }
}

/** What was received from a queue of dead letters. */
export function deadMessage(queue: string, received: Received): DeadMessage {
  const letter = readDeadLetter(received.body);
  return { id: received.message_id, queue, letter, body: letter?.body ?? received.body };
}
