import { type Timer, timerSchema } from '#core/tables/timers.ts';
import { timerFiring } from '#messages/pack-full.ts';
import { queryAll } from '#ports/table.ts';
import type { EventOf } from '../kernel/event.ts';
import { asMessage } from '../as-message.ts';
import type { MakeInvariant } from './invariant.ts';
import { ReceivedTimerMessages } from './received-timer-messages.ts';
import { virtualMs } from './virtual-ms.ts';

/** Workers look after two seconds at most, and another takes over a firing after five. */
const OVERDUE_MS = 10_000;

/**
 * I3, the callbacks: a timer that fires posts its callback, and no other does.
 * - When it becomes idle after firing, the callback with its index, site and generation was sent before, unless it has
 *   none or was cancelled.
 * - A callback that is sent by a process is of a generation that fires, or fired.
 * - At rest no timer fires, and none runs that was due more than some seconds ago by true time: no restart loses one.
 */
export const timersFire: MakeInvariant = (world) => {
  const received = new ReceivedTimerMessages();
  const fired = new Set<string>();
  const posted = new Set<string>();
  let comparisons = 0;
  const row = ({ after, before }: EventOf<'row'>, by: string): string | undefined => {
    const timer = timerSchema.safeParse(after).data;
    const was = timerSchema.safeParse(before).data;
    if (timer?.state === 'firing') fired.add(firingOf(timer));
    if (timer?.state !== 'idle' || was?.state !== 'firing' || was.callback === null) return undefined;
    if (posted.has(firingOf(was)) || received.take(by, 'cancel_timer', was.sk)) return undefined;
    return `timer ${was.sk} is idle again, by ${by}, and the callback of its generation ${was.generation} was never sent`;
  };
  const sent = ({ body }: EventOf<'sent'>, by: string): string | undefined => {
    const message = asMessage(body);
    const firing = timerFiring.safeParse(
      message !== undefined && 'timer' in message ? message.timer : undefined,
    ).data;
    if (firing === undefined || by.startsWith('client')) return undefined;
    posted.add(firingOf(firing));
    comparisons += 1;
    return fired.has(firingOf(firing))
      ? undefined
      : `${by} sent the callback of generation ${firing.generation} of timer ${firing.index} ${firing.site}, which never fired`;
  };
  return {
    name: 'I3',
    comparisons: () => comparisons,
    on(event) {
      received.on(event);
      if (event.type === 'sent') return sent(event, event.by);
      return event.type === 'row' && event.table === 'timers' ? row(event, event.by) : undefined;
    },
    async atRest() {
      for await (const row of queryAll(world.table, 'timers', { pk: 'timers', sparse: true })) {
        const timer = timerSchema.parse(row);
        const late_ms = world.wallNow() - timer.deadline_ms;
        if (timer.state === 'firing') return `timer ${timer.sk} is firing still`;
        if (late_ms > OVERDUE_MS)
          return `timer ${timer.sk} was expected to fire at ${virtualMs(world, timer.deadline_ms)}, ${Math.round(late_ms)} ms ago, and did not`;
      }
      return undefined;
    },
  };
};

function firingOf({ index, site, generation }: Pick<Timer, 'index' | 'site' | 'generation'>): string {
  return `${index} ${site} ${generation}`;
}
