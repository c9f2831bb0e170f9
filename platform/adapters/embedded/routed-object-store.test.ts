import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { BadKey } from '#ports/object-store.ts';
import { RoutedObjectStore } from './routed-object-store.ts';

it('of keys one of which cannot be one, no store deletes any', async () => {
  const clock = { now: () => 0 };
  const pages = new MemoryObjects({ clock });
  const store = new RoutedObjectStore([{ prefix: 'content/', store: pages }], new MemoryObjects({ clock }));
  await store.put('content/a', Buffer.from('x'));
  await store.put('packs/a', Buffer.from('x'));
  for (const bad of ['content//', 'Packs'])
    await expect(store.delete(['content/a', 'packs/a', bad])).rejects.toThrow(BadKey);
  expect((await store.list('')).objects.map(({ key }) => key)).toEqual(['content/a', 'packs/a']);
});
