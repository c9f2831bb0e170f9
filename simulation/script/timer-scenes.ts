import { hostOf } from '#core/crawl/url.ts';
import type { Message } from '#messages/registry.ts';
import { type ClientAction, act } from './client-actions.ts';
import { type Scene, type Stage, pause } from './stage.ts';

type TimerAction = ClientAction & { readonly action: 'timer' };
const TYPES = [
  'start_timer',
  'start_timer',
  'reset_timer',
  'reset_timer',
  'expire_timer',
  'cancel_timer',
] as const;
const MOST_ROW = 5;

/** Messages to the timer of a site, some in a row. */
export const setTimer: Scene = async (stage) => {
  const { chance, cast } = stage;
  const { url, index } = chance.pick(cast.targets);
  const site = hostOf(url);
  for (let n = chance.chance(0.6) ? 1 : 1 + chance.whole(MOST_ROW); n > 0; n -= 1) {
    await post(stage, drawTimer(stage, index, site));
    if (!(await pause(stage, chance.whole(2000)))) return;
  }
};

function drawTimer({ chance }: Stage, index: string, site: string): TimerAction {
  const type = chance.pick(TYPES);
  const timeout = chance.pick([0.2, 1, 3, 10]);
  const callback = chance.pick(['pack_full', 'pack_incremental'] as const);
  const base = { action: 'timer', type, index, site } as const;
  if (type === 'start_timer') return { ...base, timeout, callback };
  if (type !== 'reset_timer' || chance.chance(0.4)) return base;
  return { ...base, timeout, callback };
}

async function post({ client }: Stage, what: TimerAction): Promise<void> {
  await act(client, what, () => client.post(messageOf(what)));
}

function messageOf({ type, index, site, timeout, callback = 'pack_incremental' }: TimerAction): Message {
  const set = { callback_queue: 'pack', callback_msg: { type: callback, site, index } } as const;
  switch (type) {
    case 'start_timer':
      return { type, index, site, timeout: timeout ?? 1, ...set };
    case 'reset_timer':
      return timeout === undefined ? { type, index, site } : { type, index, site, timeout, ...set };
    case 'expire_timer':
    case 'cancel_timer':
      return { type, index, site };
    default:
      return type satisfies never;
  }
}
