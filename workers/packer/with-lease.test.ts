import { expect, it } from 'vitest';
import { LeaseLost } from '#core/lease/held-lease.ts';
import { headKey } from '#core/tables/heads.ts';
import { embedded } from '../../test/embedded.ts';
import { withLease } from './with-lease.ts';

it('aborts the work under a lease that another took', async () => {
  await using ports = await embedded();
  const deps = { ...ports, settings: { lease_ms: 300 } };
  const work = withLease(deps, 'made', new AbortController().signal, async (_lease, _head, signal) => {
    const set = { lease_owner: 'another', lease_sequence: 7, fence: 7 };
    await ports.table.update('heads', headKey('made'), { set });
    await ports.clock.sleep(10_000, signal);
    signal.throwIfAborted();
  });
  await expect(work).rejects.toBeInstanceOf(LeaseLost);
});

it('aborts the work under a lease when the worker stops', async () => {
  await using ports = await embedded();
  const stopping = new AbortController();
  const deps = { ...ports, settings: { lease_ms: 10_000 } };
  const work = withLease(deps, 'made', stopping.signal, async (_lease, _head, signal) => {
    stopping.abort(new Error('it stops'));
    signal.throwIfAborted();
  });
  await expect(work).rejects.toThrow('it stops');
});
