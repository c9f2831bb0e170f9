import { expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { Absences } from './dynamo-absences.ts';

function onClock() {
  const time = { now_ms: 0 };
  return { time, absences: new Absences({ ...systemClock, monotonic: () => time.now_ms }) };
}

it('what was not there is absent once: whoever asks is about to write it', () => {
  const { absences } = onClock();
  absences.note('a');
  expect([absences.take('a'), absences.take('a'), absences.take('b')]).toEqual([true, false, false]);
});

it('what was not there a while ago may be there now', () => {
  const { time, absences } = onClock();
  for (const row of ['a', 'b']) absences.note(row);
  time.now_ms = 2000;
  expect(absences.take('a')).toBe(true);
  time.now_ms = 2001;
  expect(absences.take('b')).toBe(false);
});

it('of more than ten thousand the oldest are forgotten', () => {
  const { absences } = onClock();
  for (let n = 0; n <= 10_000; n += 1) absences.note(`row ${n}`);
  expect([absences.take('row 0'), absences.take('row 1')]).toEqual([false, true]);
});
