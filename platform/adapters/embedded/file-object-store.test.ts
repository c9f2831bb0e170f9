import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { objectStoreSuite } from '#ports/object-store.suite.ts';
import { FileObjectStore } from './file-object-store.ts';

objectStoreSuite('FileObjectStore', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'sitepack-objects-'));
  const store = new FileObjectStore({ data });
  return {
    store,
    dispose: async () => {
      await store.close();
      await rm(data, { recursive: true });
    },
  };
});
