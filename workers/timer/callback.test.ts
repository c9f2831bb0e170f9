import { expect, it } from 'vitest';
import { callbackOf } from './callback.ts';

const MINE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const OWN = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const callback_msg = { type: 'pack_full', site: 'site.gov' };

it('a callback is in the trace of who set the timer, unless it has one of its own', () => {
  const trace = (given: Readonly<Record<string, unknown>>, mine: string | undefined) =>
    callbackOf('pack', given, mine).message['traceparent'];
  expect(trace(callback_msg, MINE)).toBe(MINE);
  expect(trace({ ...callback_msg, traceparent: OWN }, MINE)).toBe(OWN);
  expect(trace(callback_msg, undefined)).toBeUndefined();
});
