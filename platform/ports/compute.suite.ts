import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Compute, ComputeBusy, ComputeTimeout } from './compute.ts';
import { casesOf, type SkippedCases } from './suite-cases.ts';
import type { SuiteTasks } from './testing/suite-tasks.ts';

/**
 * What {@link Compute} promises, as tests. `make` is called once and gives a pool of the tasks in `testing/suite-tasks.ts`
 * with two threads and room for four that wait.
 */
export function computeSuite(
  name: string,
  make: () => Promise<Compute<SuiteTasks>>,
  options: { readonly skip?: SkippedCases } = {},
): void {
  describe(`${name} keeps the promises of Compute`, { timeout: 20_000 }, () => {
    let compute: Compute<SuiteTasks>;
    beforeAll(async () => {
      compute = await make();
    });
    afterAll(() => compute.close());
    const check = casesOf(options.skip);

    check('a task gets its input and its result comes back', async () => {
      expect(await compute.run('echo', { text: 'žluť', bytes: Uint8Array.of(1, 2, 3) })).toEqual({
        text: 'žluť',
        bytes: Uint8Array.of(1, 2, 3),
      });
      expect(await compute.run('later', 'x')).toBe('x');
    });

    check('an error of a task keeps its name, code and message', async () => {
      await expect(compute.run('fail', 'no such pack')).rejects.toMatchObject({
        name: 'PackBroken',
        code: 'pack_broken',
        message: 'no such pack',
      });
      expect(await compute.run('later', 'still there')).toBe('still there');
    });

    check('a task that does not end in time is given up, and the others are not', async () => {
      const others = Array.from({ length: 4 }, (_, n) => compute.run('later', String(n)));
      const hung = compute.run('spin', 60_000, { timeout_ms: 400 });
      await expect(hung).rejects.toThrow(ComputeTimeout);
      expect(await Promise.all(others)).toEqual(['0', '1', '2', '3']);
      expect(await compute.run('later', 'after')).toBe('after');
    });

    check('a task whose time runs out while it waits never starts', async () => {
      const busy = [compute.run('spin', 300), compute.run('spin', 300)];
      await expect(compute.run('later', 'x', { timeout_ms: 20 })).rejects.toThrow(ComputeTimeout);
      await Promise.all(busy);
    });

    check('more than may wait are refused at once', async () => {
      const running = Array.from({ length: 6 }, () => compute.run('spin', 50));
      await expect(compute.run('later', 'too many')).rejects.toThrow(ComputeBusy);
      await Promise.all(running);
      expect(await compute.run('later', 'again')).toBe('again');
    });

    check('a task that is aborted in the line leaves it', async () => {
      const busy = [compute.run('spin', 100), compute.run('spin', 100)];
      const stop = new AbortController();
      const waiting = compute.run('later', 'x', { signal: stop.signal });
      stop.abort(new Error('nobody wants it any more'));
      await expect(waiting).rejects.toThrow('nobody wants it any more');
      await expect(compute.run('later', 'x', { signal: stop.signal })).rejects.toThrow(
        'nobody wants it any more',
      );
      await Promise.all(busy);
    });

    check(
      'who aborts a task that runs has its answer at once, and the thread is free when the task is done',
      async () => {
        const stop = new AbortController();
        const running = compute.run('spin', 100, { signal: stop.signal });
        stop.abort(new Error('enough'));
        await expect(running).rejects.toThrow('enough');
        expect(await Promise.all([compute.run('later', 'a'), compute.run('later', 'b')])).toEqual(['a', 'b']);
      },
    );

    check('a broadcast reaches every thread', async () => {
      await compute.broadcast('remember', 'word');
      const words = await Promise.all(Array.from({ length: 6 }, () => compute.run('recall', 20)));
      expect(words).toEqual(Array.from({ length: 6 }, () => 'word'));
    });

    check('what cannot be cloned is an error of its call alone', async () => {
      await expect(compute.run('unclonable', undefined)).rejects.toThrow(/cloned/);
      expect(await compute.run('later', 'x')).toBe('x');
    });
  });
}
