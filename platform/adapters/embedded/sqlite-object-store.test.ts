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

// Prefixes of the keys that the suite uses, so that its listings go over both.
objectStoreSuite('RoutedObjectStore', async () => {
  const data = await folder();
  const rows = new SqliteObjectStore({ data, clock: systemClock });
  const files = new FileObjectStore({ data });
  const routes = ['a', 'k', 'p/1'].map((prefix) => ({ prefix, store: rows }));
  return {
    store: new RoutedObjectStore(routes, files),
    dispose: async () => {
      await Promise.all([rows.close(), files.close()]);
      await rm(data, { recursive: true });
    },
  };
});
