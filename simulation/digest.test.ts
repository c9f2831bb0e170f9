import { describe, expect, it } from 'vitest';
import { Digest } from './digest.ts';
import type { WorldEvent } from './kernel/event.ts';

function digestOf(folder: string, ...events: readonly WorldEvent[]): string {
  const digest = new Digest(folder);
  for (const event of events) digest.add(event);
  return digest.end();
}

describe('Digest', () => {
  const put = (bytes: Uint8Array): WorldEvent => ({
    type: 'object_put',
    key: 'packs/a',
    bytes,
    by: 'packer-1',
    at_ms: 1,
  });
  const call = (about: string, at_ms = 1): WorldEvent => ({
    type: 'call',
    service: 'disk',
    operation: 'write',
    about,
    by: 'packer-1',
    at_ms,
  });

  it('is that of the bytes of an object, whatever holds them', () => {
    expect(digestOf('/a', put(Buffer.from([1, 2])))).toBe(digestOf('/a', put(Uint8Array.of(1, 2))));
    expect(digestOf('/a', put(Uint8Array.of(1, 2)))).not.toBe(digestOf('/a', put(Uint8Array.of(1, 3))));
  });

  it('does not depend on where the disks lie, and does on all else', () => {
    expect(digestOf('/a', call('/a/file'))).toBe(digestOf('/b', call('/b/file')));
    expect(digestOf('/a', call('x'), call('y'))).not.toBe(digestOf('/a', call('y'), call('x')));
    expect(digestOf('/a', call('x', 1))).not.toBe(digestOf('/a', call('x', 1.000_000_1)));
  });

  it('covers every event of many', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => call(`file ${n}`));
    const other = many.with(2_500, call('another'));
    expect(digestOf('/a', ...many)).not.toBe(digestOf('/a', ...other));
  });
});
