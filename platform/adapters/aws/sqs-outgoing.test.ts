import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '#ports/queue.ts';
import { toBatches } from './sqs-outgoing.ts';

describe('batches of messages for SQS', () => {
  it('hold ten messages and a mebibyte, and as few are made as possible', () => {
    const sizes = (bodies: readonly string[]) =>
      toBatches(
        'q',
        bodies.map((body) => ({ body })),
      ).batches.map((batch) => batch.length);
    expect(sizes(Array.from({ length: 23 }, () => 'x'))).toEqual([10, 10, 3]);
    expect(sizes(Array.from({ length: 10 }, () => 'é'.repeat(MAX_BODY_BYTES / 2)))).toEqual([4, 4, 2]);
  });

  it('name entries by their position in the list, without those that cannot be sent', () => {
    const { batches, failed } = toBatches('q', [{ body: 'a' }, { body: '' }, { body: 'b' }]);
    expect(batches).toMatchObject([
      [
        { Id: '0', MessageBody: 'a' },
        { Id: '2', MessageBody: 'b' },
      ],
    ]);
    expect(failed).toMatchObject([{ position: 1 }]);
  });

  it('take characters of every plane, and refuse those that XML does not have', () => {
    const { batches, failed } = toBatches(
      'q',
      ['🦉', 'a\u0000', 'a\uffff', 'a\ud800', '\t\n\r'].map((body) => ({ body })),
    );
    expect(batches).toMatchObject([[{ MessageBody: '🦉' }, { MessageBody: '\t\n\r' }]]);
    expect(failed.map(({ position }) => position)).toEqual([1, 2, 3]);
    expect(failed[1]?.reason).toContain('U+ffff');
  });

  it('round delays up to whole seconds', () => {
    const delays = [0, 1, 1000, 1001].map((delay_ms) => ({ body: 'x', delay_ms }));
    expect(
      toBatches('q', delays)
        .batches.flat()
        .map((entry) => entry.DelaySeconds),
    ).toEqual([0, 1, 1, 2]);
  });

  it('carry the group on standard queues too, for their fairness, and no deduplication id', () => {
    const message = { body: 'x', group: 'site.gov:8080', dedup_id: 'd' };
    expect(toBatches('q', [message]).batches).toEqual([
      [{ Id: '0', MessageBody: 'x', MessageGroupId: 'site.gov:8080', DelaySeconds: 0 }],
    ]);
    expect(toBatches('q.fifo', [message]).batches).toEqual([
      [{ Id: '0', MessageBody: 'x', MessageGroupId: 'site.gov:8080', MessageDeduplicationId: 'd' }],
    ]);
  });

  it('hash groups that SQS would not take, always to the same', () => {
    const groupOf = (group: string) =>
      toBatches('q', [{ body: 'x', group }]).batches[0]?.[0]?.MessageGroupId ?? '';
    const long = `${'a'.repeat(63)}.`.repeat(3);
    expect(groupOf(long)).toMatch(/^[0-9a-f]{64}$/);
    expect(groupOf(groupOf(long))).toBe(groupOf(long));
    expect(groupOf('bücher.example')).toMatch(/^[0-9a-f]{64}$/);
    expect(groupOf(long)).not.toBe(groupOf('bücher.example'));
  });
});
