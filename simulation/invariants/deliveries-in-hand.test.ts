import { describe, expect, it } from 'vitest';
import { DeliveriesInHand } from './deliveries-in-hand.ts';

function hands() {
  const inHand = new DeliveriesInHand();
  const by = 'timer-1';
  return {
    take: () => inHand.take(by, 'cancel one.test'),
    given: (message_id: string) => inHand.received({ by, message_id }, 'cancel one.test'),
    done: (message_id: string) => inHand.deleted({ by, message_id }),
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
});
