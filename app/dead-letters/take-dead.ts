import { BadMessage, parseMessage } from '#messages/registry.ts';
import type { Clock } from '#ports/clock.ts';
import { type Queue, QueueMissing, type Received, isFifo } from '#ports/queue.ts';
import type { Random } from '#ports/random.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import { type DeadMessage, deadMessage } from './dead-letters.ts';
import { HeldLetters } from './held-letters.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { deadQueues } from '../named-queues.ts';

interface Ports {
  readonly queue: Queue;
  readonly names: QueueNames;
  readonly random: Random;
  readonly clock: Clock;
}

/** A letter that could not be sent again, and lies where it lay. */
export interface KeptLetter {
  readonly id: string;
  /** It is no message and would die again; or the queue that it was in is gone. */
  readonly code: 'dead_letter_unsendable' | 'dead_letter_homeless';
  readonly reason: string;
}

export interface Resent {
  /** Ids of the letters. */
  readonly resent: readonly string[];
  readonly kept: readonly KeptLetter[];
  /** A queue may have more letters than are looked at. */
  readonly more: boolean;
}

export interface Dropped {
  readonly dropped: readonly string[];
  readonly more: boolean;
}

/**
 * Sends dead messages to the queues that they were in, as new messages: their failures begin at none. Each is deleted before
 * the next of its queue is sent, so that a crash leaves at most one of a queue to be sent twice.
 * @param wanted ids; undefined for all.
 */
export async function resendDead(ports: Ports, wanted?: ReadonlySet<string>): Promise<Resent> {
  const kept: KeptLetter[] = [];
  const { ids, more } = await takeDead(ports, wanted, async (letters, held) => {
    const resent: Received[] = [];
    for (const received of letters) {
      await held.hold();
      const why = await resend(ports, deadMessage(held.name, received));
      if (why !== undefined) {
        kept.push({ id: received.message_id, ...why });
        continue;
      }
      await held.delete([received]);
      resent.push(received);
    }
    return resent;
  });
  return { resent: ids, kept, more };
}

/** Deletes dead letters for good. @param wanted ids; undefined for all. */
export async function dropDead(ports: Ports, wanted?: ReadonlySet<string>): Promise<Dropped> {
  const { ids, more } = await takeDead(ports, wanted, async (letters, held) => {
    await held.delete(letters);
    return letters;
  });
  return { dropped: ids, more };
}

/** Deals with letters that were taken. @returns those that are gone. */
type Deal = (letters: readonly Received[], held: HeldLetters) => Promise<readonly Received[]>;

/**
 * Takes letters out of all queues side by side, for at the end of each it waits a moment for more. It ends as soon as all
 * that are wanted were found. What is not dealt with is handed back, whatever happens.
 */
async function takeDead(
  ports: Ports,
  wanted: ReadonlySet<string> | undefined,
  deal: Deal,
): Promise<{ readonly ids: string[]; readonly more: boolean }> {
  const stop = new AbortController();
  const missing = new Set(wanted);
  const dealWanted: Deal = async (letters, held) => {
    if (wanted === undefined) return deal(letters, held);
    const found = letters.filter(({ message_id }) => missing.delete(message_id));
    const gone = await deal(found, held);
    if (missing.size === 0) stop.abort();
    return gone;
  };
  const failures: unknown[] = [];
  const taken = await mapConcurrently(await deadQueues(ports), async (name) => {
    try {
      return await takeFrom(ports, name, dealWanted, stop.signal);
    } catch (error) {
      // Those that go on hand back what they have before anybody is told.
      failures.push(error);
      stop.abort();
      return { ids: [], more: true };
    }
  });
  if (failures.length > 0) throw failures[0];
  return { ids: taken.flatMap(({ ids }) => ids), more: taken.some(({ more }) => more) };
}

async function takeFrom(
  ports: Ports,
  name: string,
  deal: Deal,
  signal: AbortSignal,
): Promise<{ readonly ids: readonly string[]; readonly more: boolean }> {
  const ids: string[] = [];
  const held = new HeldLetters(ports, name);
  try {
    try {
      while (!signal.aborted) {
        const letters = await held.take(signal);
        if (letters.length === 0) break;
        ids.push(...(await deal(letters, held)).map(({ message_id }) => message_id));
      }
    } finally {
      await held.release();
    }
  } catch (error) {
    // The queue of a searcher goes with its last letter, and SQS lists it for a minute after that.
    if (!(error instanceof QueueMissing && error.queue === name)) throw error;
  }
  return { ids, more: held.full };
}

/** @returns why it is not sent; undefined when it was. */
async function resend(ports: Ports, message: DeadMessage): Promise<Omit<KeptLetter, 'id'> | undefined> {
  const target = targetOf(ports, message);
  try {
    const parsed = parseMessage(message.body);
    const index = 'index' in parsed && typeof parsed.index === 'string' ? parsed.index : 'none';
    const group = message.letter?.group ?? index;
    const routing = isFifo(target) ? { group, dedup_id: ports.random.id() } : {};
    await ports.queue.send(target, [{ body: message.body, ...routing }]);
    return undefined;
  } catch (error) {
    if (error instanceof BadMessage) return { code: 'dead_letter_unsendable', reason: error.message };
    if (error instanceof QueueMissing)
      return { code: 'dead_letter_homeless', reason: `the queue that it was in, "${target}", is gone` };
    throw error;
  }
}

/** Whoever can send to a queue can write what they like into a letter: it goes back where it came from, and nowhere else. */
function targetOf({ names }: Ports, { queue, letter }: DeadMessage): string {
  if (letter !== undefined && names.dead(letter.queue) === queue) return letter.queue;
  return queue.replace(/-dead(\.fifo)?$/, '$1');
}
