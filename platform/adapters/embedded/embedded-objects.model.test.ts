import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { objectStoreModel, type ObjectStoreUnderTest } from '#ports/object-store.model.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { inTurn } from '#ports/testing/in-turn.ts';
import { FileObjectStore } from './file-object-store.ts';
import { RoutedObjectStore } from './routed-object-store.ts';
import { SqliteObjectStore } from './sqlite-object-store.ts';

/** A store over those that are `opened` on a folder of their own. */
async function underTest(
  open: (data: string) => {
    readonly store: ObjectStore;
    readonly opened: readonly { close(): Promise<void> }[];
  },
): Promise<ObjectStoreUnderTest> {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-objects-'));
  const { store, opened } = open(data);
  return {
    store,
    makeModel: () => new MemoryObjects({ clock: systemClock }),
    dispose: async () => {
      await Promise.all(opened.map((one) => one.close()));
      await rm(data, { recursive: true });
    },
  };
}

objectStoreModel(
  'FileObjectStore, opened twice',
  () =>
    underTest((data) => {
      const stores = [new FileObjectStore({ data }), new FileObjectStore({ data })] as const;
      return { store: inTurn<ObjectStore>(...stores), opened: stores };
    }),
  { runs: 5 },
);

objectStoreModel(
  'SqliteObjectStore, opened twice',
  () =>
    underTest((data) => {
      const options = { data, clock: systemClock };
      const stores = [new SqliteObjectStore(options), new SqliteObjectStore(options)] as const;
      return { store: inTurn<ObjectStore>(...stores), opened: stores };
    }),
  { runs: 5 },
);

// Two stores, and a route that lies inside of a folder of the other: listings go over both.
objectStoreModel(
  'RoutedObjectStore',
  () =>
    underTest((data) => {
      const rows = new SqliteObjectStore({ data, clock: systemClock });
      const files = new FileObjectStore({ data });
      const routes = ['a/b', 'x', 'b/'].map((prefix) => ({ prefix, store: rows }));
      return { store: new RoutedObjectStore(routes, files), opened: [rows, files] };
    }),
  { runs: 5, whole: true },
);
