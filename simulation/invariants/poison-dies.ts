import { readDeadLetter } from '#runtime/dead-letter.ts';
import type { EventOf } from '../kernel/event.ts';
import type { FaultKind } from '../kernel/fault.ts';
import { isPoison } from '../script/poison.ts';
import { asMessage } from './handled-messages.ts';
import type { MakeInvariant } from './invariant.ts';

/** A poison message on its way. */
interface Poison {
  /** Its beginning, for people. */
  readonly body: string;
  /** When it was first delivered, in faults and ends of processes that had happened by then. */
  trouble_at_first?: number;
  dead: boolean;
}

/** These last: they are trouble for so long, with what fails because of them later and a visibility that then ends. */
const LASTING: ReadonlySet<FaultKind> = new Set(['partition', 'pause', 'lease_pause', 'slow']);
const LONGEST_MS = 100_000;
/** How much of a queue is looked at, at rest: more than a run sends. */
const MOST = 1000;

/**
 * I9: a poison message ends in dead letters with its reason; nothing behind it waits for it. What is poison is
 * told by its marker (script/poison.ts); copies that faults make of it are poison too.
 * - It is no failure that is tried again: no row of `failures` counts one, so its group waits for one delivery only.
 * - It comes a second time only if something went wrong since the first: a fault, or a process that stopped.
 * - At rest each has a dead letter with a reason, and the work queues hold nothing but registrations.
 */
export const poisonDies: MakeInvariant = ({ names, queue }) => {
  const poisons = new Map<string, Poison>();
  const work = new Set(names.work.map((one) => one.queue));
  let trouble = 0;
  let trouble_until_ms = 0;
  const sent = (event: EventOf<'sent'>): void => {
    if (work.has(event.queue)) {
      const body = event.body.slice(0, 100);
      if (isPoison(event.body)) poisons.set(`${event.queue} ${event.message_id}`, { body, dead: false });
      return;
    }
    const letter = names.work.some(({ dead }) => dead === event.queue)
      ? readDeadLetter(event.body)
      : undefined;
    const poison = letter === undefined ? undefined : poisons.get(`${letter.queue} ${letter.message_id}`);
    if (poison !== undefined) poison.dead = letter?.reason.trim() !== '';
  };
  const received = ({ queue: real, message_id, at_ms }: EventOf<'received'>): string | undefined => {
    const poison = poisons.get(`${real} ${message_id}`);
    if (poison === undefined) return undefined;
    if (at_ms < trouble_until_ms) trouble += 1;
    if (poison.trouble_at_first === trouble)
      return `poison ${poison.body} came again from ${real}, and nothing had gone wrong since it came first`;
    poison.trouble_at_first ??= trouble;
    return undefined;
  };
  return {
    name: 'I9',
    on(event) {
      if (event.type === 'fault' || event.type === 'process') trouble += 1;
      if (event.type === 'fault' && LASTING.has(event.kind)) trouble_until_ms = event.at_ms + LONGEST_MS;
      if (event.type === 'sent') sent(event);
      if (event.type === 'received') return received(event);
      if (event.type !== 'row' || event.table !== 'failures' || event.after?.['count'] === undefined)
        return undefined;
      const poison = poisons.get(`${event.after.pk} ${event.after.sk}`);
      return poison === undefined
        ? undefined
        : `poison ${poison.body} is counted as a failure to be tried again`;
    },
    async atRest() {
      const alive = [...poisons.values()].find(({ dead }) => !dead);
      if (alive !== undefined) return `poison ${alive.body} has no dead letter with a reason`;
      for (const one of names.work) {
        const held = await queue.peek(one.queue, MOST);
        const left = held.find(({ body }) => asMessage(body)?.type !== 'register');
        if (left !== undefined) return `${one.queue} holds ${left.body.slice(0, 200)}`;
      }
      return undefined;
    },
  };
};
