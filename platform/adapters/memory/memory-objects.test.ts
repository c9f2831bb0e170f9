import { expect, it } from 'vitest';
import { systemClock } from '#adapters/system/system-clock.ts';
import { objectStoreSuite } from '#ports/object-store.suite.ts';
import { MemoryObjects } from './memory-objects.ts';
import { VirtualClock } from './virtual-clock.ts';

objectStoreSuite('MemoryObjects', async () => ({
  store: new MemoryObjects({ clock: systemClock }),
  dispose: () => Promise.resolve(),
}));

it('MemoryObjects tells the time of the last write by its clock', async () => {
  const clock = new VirtualClock(1000);
  const store = new MemoryObjects({ clock });
  await store.put('a', Buffer.from('old'));
  await clock.advance(5);
  await store.put('a', Buffer.from('new'));
  expect(await store.head('a')).toEqual({ key: 'a', bytes: 3, modified_ms: 1005 });
});
