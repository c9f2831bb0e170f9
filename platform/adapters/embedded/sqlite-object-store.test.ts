import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '#adapters/system/system-clock.ts';
import { objectStoreSuite } from '#ports/object-store.suite.ts';
import { FileObjectStore } from './file-object-store.ts';
import { RoutedObjectStore } from './routed-object-store.ts';
import { SqliteObjectStore } from './sqlite-object-store.ts';

const folder = () => mkdtemp(path.join(tmpdir(), 'sitepack-objects-'));

objectStoreSuite('SqliteObjectStore', async () => {
  const data = await folder();
  const store = new SqliteObjectStore({ data, clock: systemClock });
  return {
    store,
    dispose: async () => {
      await store.close();
      await rm(data, { recursive: true });
    },
  };
});

// Some keys of each case, so that its listings go over both.
const ROUTED = Array.from({ length: 100 }, (_, n) => ['a', 'k', 'p/1'].map((key) => `routed-${n}/${key}`));

objectStoreSuite(
  'RoutedObjectStore',
  async () => {
    const data = await folder();
    const rows = new SqliteObjectStore({ data, clock: systemClock });
    const files = new FileObjectStore({ data });
    const routes = ROUTED.flat().map((prefix) => ({ prefix, store: rows }));
    return {
      store: new RoutedObjectStore(routes, files),
      dispose: async () => {
        await Promise.all([rows.close(), files.close()]);
        await rm(data, { recursive: true });
      },
    };
  },
  { root: 'routed' },
);
