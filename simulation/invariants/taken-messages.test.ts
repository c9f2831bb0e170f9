import { describe, expect, it } from 'vitest';
import type { Happening } from '../kernel/event.ts';
import { TakenMessages } from './taken-messages.ts';

function hands() {
  const taken = new TakenMessages();
  const by = 'crawler-1';
  const tell = (at_ms: number, happening: Happening): void => taken.on({ ...happening, by, at_ms });
  const message = { queue: 'sim-crawl', message_id: 'm1', body: '' };
  return {
    take: (at_ms: number) => tell(at_ms, { type: 'received', ...message, receive_count: 1 }),
    done: (at_ms: number) => tell(at_ms, { type: 'deleted', ...message }),
    start: (at_ms: number) => tell(at_ms, { type: 'process', change: 'started', roles: ['crawler'] }),
    failed: (at_ms: number) => taken.failed(by, 'sim-crawl m1', at_ms),
  };
}

describe('messages that were taken', () => {
  it('are good for one failure for each time', () => {
    const { take, failed } = hands();
    expect(failed(0)).toBe(Infinity);
    take(1);
    take(2);
    expect([failed(3), failed(3), failed(3)]).toEqual([1, 2, Infinity]);
  });

  it('are good for none when they are done with, but for one that the same process has in hand as well', () => {
    const { take, done, failed } = hands();
    take(1);
    done(2);
    expect(failed(3)).toBe(Infinity);
    const twice = hands();
    twice.take(1);
    twice.take(2);
    twice.done(3);
    expect([twice.failed(4), twice.failed(4)]).toEqual([1, Infinity]);
  });

  it('keep their other taking when they are done with by having failed', () => {
    const { take, done, failed } = hands();
    take(1);
    take(2);
    failed(3);
    done(3);
    expect([failed(4), failed(4)]).toEqual([2, Infinity]);
  });

  it('of a life that is over are good for what may have been on its way, and for nothing later', () => {
    const over = (at_ms: number): number => {
      const { take, start, failed } = hands();
      take(1);
      start(1000);
      return failed(at_ms);
    };
    expect(over(24_600)).toBe(1);
    expect(over(24_601)).toBe(Infinity);
  });
});
