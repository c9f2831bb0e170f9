import { describe, expect, it } from 'vitest';
import { packKey } from '#core/pack/manifest.ts';
import { publish } from '#core/pack/publish.ts';
import { readHead } from '#core/tables/heads.ts';
import { Metrics } from '#runtime/metrics.ts';
import { Discard } from '#runtime/worker.ts';
import { embedded } from '../../test/embedded.ts';
import { rollback } from './rollback.ts';
import { UNHEARD } from './testing/handling.ts';
import { withLease } from './with-lease.ts';
import type { PackerDeps } from './worker.ts';

const sha256 = 'a'.repeat(64);
const SHARD = {
  name: '0-of-1',
  definition: { kind: 'hash', from: 0, to: 2 ** 32 },
  pack: { sha256, key: packKey('made', '0-of-1', sha256, 1), bytes: 1, compressed_bytes: 1, documents: 0 },
} as const;

/** An index "made" with so many versions, and a rollback of it. */
async function versions(count: number) {
  const ports = await embedded();
  const settings = { lease_ms: 10_000 };
  for (let n = 0; n < count; n++)
    await withLease({ ...ports, settings }, 'made', UNHEARD.signal, (lease, head) =>
      publish(ports, lease, head, {
        shards: [SHARD],
        reason: 'a test',
        created_at_ms: n,
        weights: undefined,
      }),
    );
  // What builds packs is not asked by this handler.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const deps = { ...ports, settings, metrics: new Metrics() } as unknown as PackerDeps;
  const sent: unknown[] = [];
  const handling = (cause: string) => ({
    ...UNHEARD,
    origin: { cause },
    send: async (...messages: unknown[]) => void sent.push(...messages),
  });
  let messages = 0;
  return {
    sent,
    back: (message: { version?: number }, id = `message-${(messages += 1)}`) =>
      rollback(deps)({ type: 'rollback', index: 'made', ...message }, handling(id)),
    live: async () => (await readHead(ports.table, 'made'))?.version,
    [Symbol.asyncDispose]: () => ports[Symbol.asyncDispose](),
  };
}

describe('going back', () => {
  it('publishes the older version as a new one', async () => {
    await using made = await versions(2);
    await made.back({});
    expect(await made.live()).toBe(3);
    expect(made.sent).toEqual([{ type: 'update', index: 'made', version: 3 }]);
  });

  it('is done once for a message that comes again, whatever was published meanwhile', async () => {
    await using made = await versions(2);
    await made.back({}, 'twice');
    await made.back({}, 'twice');
    expect(await made.live()).toBe(3);
    await made.back({});
    expect(await made.live()).toBe(4);
    await made.back({}, 'twice');
    expect(await made.live()).toBe(4);
    expect(made.sent.map((message) => Object(message).version)).toEqual([3, 3, 4, 3]);
  });

  it.each([
    [1, {}, '"made" cannot go back: there is no version before 1, which is live'],
    [1, { version: 7 }, '"made" cannot go back to version 7: only version 1, which is live, is kept'],
    [3, { version: 7 }, '"made" cannot go back to version 7: beside version 3, which is live, 2, 1 are kept'],
    [2, { version: 2 }, '"made" cannot go back to version 2: it is live'],
  ])('at version %d by %j says why it cannot', async (count, message, why) => {
    await using made = await versions(count);
    await expect(made.back(message)).rejects.toEqual(new Discard(why));
    expect(await made.live()).toBe(count);
  });
});
