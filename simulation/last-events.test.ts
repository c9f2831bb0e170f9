import { describe, expect, it } from 'vitest';
import type { Happening, WorldEvent } from './kernel/event.ts';
import { LastEvents } from './last-events.ts';

describe('LastEvents', () => {
  const receive: Happening = { type: 'call', service: 'queue', operation: 'receive', about: 'crawl' };
  const gone: Happening = { type: 'deleted', queue: 'crawl', message_id: 'm', body: '{}' };
  const event = (happening: Happening, at_ms: number): WorldEvent => ({ ...happening, by: 'all-1', at_ms });

  it('tells what was most frequent', () => {
    const last = new LastEvents();
    for (const [n, happening] of [gone, receive, receive].entries()) last.add(event(happening, n));
    expect(last.text()).toBe(
      'of the last 3 events were 2 queue.receive by all-1, 1 deleted in crawl by all-1',
    );
  });

  it('forgets what was long ago', () => {
    const last = new LastEvents();
    for (let n = 0; n < 30_000; n += 1) last.add(event(n < 15_000 ? gone : receive, n));
    expect(last.text()).toBe('of the last 10,000 events were 10,000 queue.receive by all-1');
  });
});
