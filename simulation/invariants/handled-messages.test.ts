import { describe, expect, it } from 'vitest';
import { asBody } from '#ports/queue.ts';
import { queueNames } from '#runtime/queue-names.ts';
import type { Happening } from '../kernel/event.ts';
import { type HandledMessage, HandledMessages } from './handled-messages.ts';

const names = queueNames('sim');
const queue = names.of('index');
const body = asBody({ type: 'index', site: 'one.test' });

function hands() {
  const messages = new HandledMessages(names);
  const tell = (at_ms: number, happening: Happening): HandledMessage | undefined =>
    messages.on({ ...happening, at_ms, by: 'indexer-1' });
  return {
    take: (message_id: string, at_ms = 0) =>
      tell(at_ms, { type: 'received', queue, message_id, body, receive_count: 1 }),
    send: (message_id: string) => tell(0, { type: 'sent', queue, message_id, body, delay_ms: 5 }),
    delete: (message_id: string) => tell(9, { type: 'deleted', queue, message_id, body }),
  };
}

describe('handled messages', () => {
  it('are put off when they were sent anew, and done when not', () => {
    const one = hands();
    one.take('m1');
    one.send('m2');
    expect(one.delete('m1')?.end).toBe('put_off');
    const other = hands();
    other.take('m1');
    expect(other.delete('m1')).toMatchObject({ end: 'done', received_at_ms: 0 });
  });

  it('of one body are put off as often as it was sent, and the others are done', () => {
    const { take, send, ...all } = hands();
    take('m1', 1);
    take('m2', 2);
    send('m3');
    expect(all.delete('m1')?.end).toBe('put_off');
    // Either may have been the one: what was done since the first was taken may have been for it.
    expect(all.delete('m2')).toMatchObject({ end: 'done', received_at_ms: 1 });
  });

  it('are not put off by what was sent of the body before they were taken', () => {
    const { take, send, ...all } = hands();
    take('m1');
    send('m3');
    send('m4');
    all.delete('m1');
    take('m2');
    expect(all.delete('m2')?.end).toBe('done');
  });
});
