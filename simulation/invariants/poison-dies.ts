import { readDeadLetter } from '#runtime/dead-letter.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { isPoison } from '../script/poison.ts';
import { asMessage } from '../as-message.ts';
import type { MakeInvariant } from './invariant.ts';
import { TroubledProcesses } from './troubled-processes.ts';

/** A poison message on its way. */
interface Poison {
  /** Its beginning, for people. */
  readonly body: string;
  /** Its last delivery; virtual ms. */
  taken?: { readonly by: string; readonly at_ms: number };
  dead: boolean;
}

/** A receive waits so long for a message, and goes on to when nobody is left to hear of it. */
const POLL_MS = 20_000;
/** How much of a queue is looked at, at rest: more than a run sends. */
const MOST = 1000;

/**
 * I9: a poison message ends in dead letters with its reason; nothing behind it waits for it. What is poison is
 * told by its marker (script/poison.ts); copies that faults make of it are poison too.
 * - It is no failure that is tried again: no row of `failures` counts one, so its group waits for one delivery only.
 * - It comes again only if something befell the process that took it before, since then or while its
 *   receive was under way: a fault, or its end.
 * - At rest each has a dead letter with a reason, and the work queues hold nothing but registrations.
 */
export const poisonDies: MakeInvariant = ({ names, queue }) => {
  const poisons = new Map<string, Poison>();
  const work = new Set(names.work.map((one) => one.queue));
  const troubled = new TroubledProcesses();
  /** By process, when something befell it last. */
  const befell = new Map<string, number>();
  let comparisons = 0;
  const note = (event: WorldEvent): void => {
    troubled.on(event);
    if (event.type === 'process') befell.set(event.by, event.at_ms);
    // Faults of a process say first whose they are.
    if (event.type === 'fault') befell.set(event.detail.split(' ')[0] ?? '', event.at_ms);
  };
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
  const received = ({ queue: real, message_id, by, at_ms }: EventOf<'received'>): string | undefined => {
    const poison = poisons.get(`${real} ${message_id}`);
    if (poison === undefined) return undefined;
    comparisons += 1;
    const { taken } = poison;
    poison.taken = { by, at_ms };
    if (taken === undefined) return undefined;
    const trouble_ms = Math.max(befell.get(taken.by) ?? -Infinity, troubled.until_ms(taken.by));
    return trouble_ms + POLL_MS >= taken.at_ms
      ? undefined
      : `poison ${poison.body} came again from ${real}, and nothing had befallen ${taken.by} since it came there`;
  };
  return {
    name: 'I9',
    comparisons: () => comparisons,
    on(event) {
      note(event);
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
