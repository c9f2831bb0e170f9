import { expect, it } from 'vitest';
import { JointWork } from './joint-work.ts';

/** Work that ends by the signal of who began it, or when it is let. */
function work() {
  const joint = new JointWork<number>();
  const begun: PromiseWithResolvers<number>[] = [];
  const ask = (signal = new AbortController().signal) =>
    joint.do('key', signal, () => {
      const one = Promise.withResolvers<number>();
      begun.push(one);
      signal.addEventListener('abort', () => one.reject(signal.reason));
      return one.promise;
    });
  return { ask, begun };
}

it('is done once for all who ask while it is under way', async () => {
  const { ask, begun } = work();
  const asked = [ask(), ask()];
  begun[0]?.resolve(7);
  expect(await Promise.all(asked)).toEqual([
    { result: 7, isOwn: true },
    { result: 7, isOwn: false },
  ]);
  void ask();
  expect(begun).toHaveLength(2);
});

it('is begun anew by another when the one who began it is stopped', async () => {
  const { ask, begun } = work();
  const stop = new AbortController();
  const first = ask(stop.signal);
  const others = [ask(), ask()];
  stop.abort(new Error('too slow'));
  await expect(first).rejects.toThrow('too slow');
  await expect.poll(() => begun.length).toBe(2);
  begun[1]?.resolve(7);
  expect(await Promise.all(others)).toEqual([
    { result: 7, isOwn: true },
    { result: 7, isOwn: false },
  ]);
});

it('fails for all when it fails by itself, and for who is stopped as well', async () => {
  const { ask, begun } = work();
  const failed = [ask(), ask()];
  begun[0]?.reject(new Error('it broke'));
  for (const one of failed) await expect(one).rejects.toThrow('it broke');
  const stop = new AbortController();
  const stopped = [ask(stop.signal), ask(stop.signal)];
  stop.abort(new Error('over'));
  for (const one of stopped) await expect(one).rejects.toThrow('over');
  expect(begun).toHaveLength(2);
});
