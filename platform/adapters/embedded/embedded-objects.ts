import type { Clock } from '#ports/clock.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import { FileObjectStore } from './file-object-store.ts';
import { RoutedObjectStore } from './routed-object-store.ts';
import { SqliteObjectStore } from './sqlite-object-store.ts';

/** The objects of a data folder: those of single pages in one SQLite file, packs, manifests and reports as files. */
export function openEmbeddedObjects(options: { readonly data: string; readonly clock: Clock }): {
  readonly store: ObjectStore;
  close(): Promise<void>;
} {
  const pages = new SqliteObjectStore(options);
  const files = new FileObjectStore(options);
  const routes = ['content/', 'raw/'].map((prefix) => ({ prefix, store: pages }));
  return {
    store: new RoutedObjectStore(routes, files),
    async close() {
      await Promise.all([pages.close(), files.close()]);
    },
  };
}
