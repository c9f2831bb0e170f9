import { describe, expect, it } from 'vitest';
import type { Happening } from '../kernel/event.ts';
import { DeliveriesInHand } from './deliveries-in-hand.ts';

function hands() {
  const inHand = new DeliveriesInHand();
  const by = 'timer-1';
  const tell = (at_ms: number, happening: Happening): void => inHand.on({ ...happening, by, at_ms });
  return {
    take: () => inHand.take(by, 'cancel one.test'),
    given: (message_id: string) => inHand.received({ by, message_id }, 'cancel one.test'),
    done: (message_id: string) => tell(0, { type: 'deleted', queue: 'sim-timer', message_id, body: '' }),
    started: (at_ms: number) => tell(at_ms, { type: 'process', change: 'started', roles: ['timer'] }),
    later: (at_ms: number) => tell(at_ms, { type: 'process', change: 'ready', roles: ['timer'] }),
    inHand,
  };
}

describe('deliveries in hand', () => {
  it('excuse once each, also those of one message', () => {
    const { given, take } = hands();
    expect(take()).toBe(false);
    given('m1');
    given('m1');
    expect([take(), take(), take()]).toEqual([true, true, false]);
  });

  it('excuse nobody else, and nothing else', () => {
    const { given, inHand } = hands();
    given('m1');
    expect(inHand.take('timer-2', 'cancel one.test')).toBe(false);
    expect(inHand.take('timer-1', 'cancel two.test')).toBe(false);
  });

  it('excuse nothing when they are done with', () => {
    const { given, take, done } = hands();
    given('m1');
    done('m1');
    expect(take()).toBe(false);
  });

  it('are told apart by what is done with: which of two equal ones was used is not known before', () => {
    const { given, take, done } = hands();
    given('m1');
    given('m2');
    expect(take()).toBe(true);
    done('m2');
    expect([take(), take()]).toEqual([true, false]);
    done('m1');
    expect(take()).toBe(false);
  });

  it('are done with one by one, if one process has a message in hand twice', () => {
    const { given, take, done } = hands();
    given('m1');
    given('m1');
    done('m1');
    expect([take(), take()]).toEqual([true, false]);
    done('m1');
    expect(take()).toBe(false);
  });

  it('excuse once more each time that their process does not know its work again', () => {
    const { given, take, inHand } = hands();
    given('m1');
    for (let n = 0; n < 3; n += 1) inHand.again('timer-1');
    inHand.again('timer-2');
    expect([take(), take(), take(), take(), take()]).toEqual([true, true, true, true, false]);
  });

  it('of a life that is over excuse what may have been on its way, and nothing later', () => {
    const over = (later_ms: number): boolean => {
      const { given, take, started, later } = hands();
      given('m1');
      started(1000);
      later(later_ms);
      return take();
    };
    expect(over(24_600)).toBe(true);
    expect(over(24_601)).toBe(false);
  });

  it('are those of the new life first: one of the life before goes when its time is over', () => {
    const { given, take, started, later, done } = hands();
    given('m1');
    started(1000);
    given('m1');
    expect(take()).toBe(true);
    done('m1');
    expect(take()).toBe(true);
    given('m2');
    started(2000);
    started(20_000);
    later(25_601);
    expect(take()).toBe(false);
  });
});
