import { expect, test } from 'vitest';
import { computeSuite } from '#ports/compute.suite.ts';
import type { SuiteTasks } from '#ports/testing/suite-tasks.ts';
import { PoolClosed, ThreadPool } from './thread-pool.ts';

const module = new URL('../../ports/testing/suite-tasks.ts', import.meta.url);
const makePool = (): ThreadPool<SuiteTasks> =>
  new ThreadPool<SuiteTasks>({ module, threads: 2, max_waiting: 4 });

computeSuite('ThreadPool', async () => makePool());

test('a module that cannot be loaded fails the task, and says which it is', async () => {
  await using pool = new ThreadPool<SuiteTasks>({
    module: new URL('./no-such-tasks.ts', import.meta.url),
    threads: 1,
    max_waiting: 1,
  });
  await expect(pool.run('later', 'x')).rejects.toThrow(/no-such-tasks/);
  await expect(pool.run('later', 'x')).rejects.toThrow(/no-such-tasks/);
});

test('closing ends what runs and what waits', async () => {
  const pool = makePool();
  const running = Array.from({ length: 4 }, () => pool.run('spin', 60_000));
  const settled = Promise.allSettled(running);
  await pool.close();
  for (const result of await settled)
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'pool_closed' } });
  await expect(pool.run('later', 'x')).rejects.toThrow(PoolClosed);
});
