import { type Timer, timerSchema } from '#core/tables/timers.ts';
import type { MessageOf } from '#messages/registry.ts';
import { type HandledMessage, HandledMessages } from './handled-messages.ts';
import type { MakeInvariant } from './invariant.ts';
import { timerName } from './received-timer-messages.ts';
import { momentText } from '../report/moment.ts';
import { virtualMs } from './virtual-ms.ts';
import { CLOCK_ERROR_MS, TrueClocks } from './true-clocks.ts';

/** What the row of a timer said from a moment on. */
interface Said {
  readonly from_ms: number;
  readonly timer: Timer;
}

/**
 * I3, the resets: a timer that was reset goes on for its timeout from then. Checked whenever a worker is done with a
 * `start_timer` or `reset_timer`: at some moment between taking and deleting it the timer ran, with a deadline not before
 * the taking plus its timeout, or at its greatest age. So none is deleted before it counts.
 *
 * Not claimed of a process whose clock jumped or drifts, for the deadline is by its clock; nor of a `start_timer` for a
 * crawl that is over, which is ignored by design.
 */
export const resetsApplied: MakeInvariant = (world) => {
  const { config, names } = world;
  const messages = new HandledMessages(names);
  const clocks = new TrueClocks();
  const timers = new Map<string, Said[]>();
  const over = new Set<string>();
  let comparisons = 0;
  const check = (
    message: MessageOf<'start_timer'> | MessageOf<'reset_timer'>,
    { by, received_at_ms }: HandledMessage,
  ): string | undefined => {
    if (
      !clocks.isTrue(by, received_at_ms) ||
      (message.type === 'start_timer' && over.has(crawlOf(message) ?? ''))
    )
      return undefined;
    comparisons += 1;
    const received_wall_ms = world.wallNow() - (world.now() - received_at_ms) - CLOCK_ERROR_MS;
    const counts = ({ timer }: Said): boolean => {
      const { started_at_ms, timeout_ms } = timer;
      const wanted_ms = Math.min(
        received_wall_ms + timeout_ms,
        started_at_ms + timeout_ms * config.timer_max_factor,
      );
      return timer.state === 'running' && timer.deadline_ms >= wanted_ms;
    };
    const said = timers.get(timerName(message)) ?? [];
    const first = said.findLastIndex(({ from_ms }) => from_ms <= received_at_ms);
    if (said.slice(Math.max(0, first)).some(counts)) return undefined;
    const { timer } = said.at(-1) ?? {};
    const is =
      timer === undefined
        ? 'nowhere'
        : `${timer.state} with the deadline ${virtualMs(world, timer.deadline_ms)}`;
    const wait = timer === undefined ? 'its timeout' : `its timeout of ${timer.timeout_ms} ms`;
    return (
      `${by} is done with a ${message.type} of ${timerName(message)}, taken at ${momentText(received_at_ms)}, and the timer is ${is}; ` +
      `expected was that it ran since, for ${wait} from then or up to its greatest age`
    );
  };
  return {
    name: 'I3',
    comparisons: () => comparisons,
    on(event) {
      clocks.on(event);
      if (event.type === 'row' && event.table === 'timers') {
        const timer = timerSchema.safeParse(event.after).data;
        if (timer === undefined) return undefined;
        const said = timers.get(timer.sk) ?? [];
        said.push({ from_ms: event.at_ms, timer });
        timers.set(timer.sk, said);
      }
      if (event.type === 'row' && event.table === 'crawls' && event.before?.['mark'] !== undefined)
        if (event.after?.['mark'] === undefined) over.add(event.before.sk);
      const handled = messages.on(event);
      const message = handled?.end === 'done' ? handled.message : undefined;
      if (handled === undefined || (message?.type !== 'start_timer' && message?.type !== 'reset_timer'))
        return undefined;
      return check(message, handled);
    },
  };
};

function crawlOf(message: MessageOf<'start_timer'>): string | undefined {
  const named = message.crawl_id ?? message.callback_msg['crawl_id'];
  return typeof named === 'string' ? named : undefined;
}
