/** Entry of a process that puts and gets objects, in the embedded store and by plain file calls. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { openEmbeddedObjects } from '#adapters/embedded/embedded-objects.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { type Comparison, compareStores } from '../compare-stores.ts';
import type { SectionResult } from '../figure.ts';
import { seededRandom } from '../seeded-random.ts';
import { serveJob } from '../serve-job.ts';
import { storesInput } from '../stores-input.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { rawGet, rawPut } from './raw-files.ts';

const BYTES = 5000;
/** Keys that are written over and over, so that the folder does not grow with the speed. */
const KEYS = 2000;
const IN_FLIGHT = 16;

await serveJob(storesInput, async (options): Promise<SectionResult> => {
  await using folder = await temporaryFolder('object');
  const opened = openEmbeddedObjects({ data: folder.path, clock: systemClock });
  await using closing = new AsyncDisposableStack();
  closing.defer(() => opened.close());
  const objects = opened.store;
  const files = path.join(folder.path, 'raw');
  mkdirSync(files);
  const random = seededRandom(1);
  const body = Uint8Array.from({ length: BYTES }, () => Math.floor(random() * 256));
  let put = 0;
  let got = 0;
  // Objects of pages lie in one SQLite file, others are files (docs/adr/0010).
  const keyOf = (n: number): string => `content/site.gov/page-${n % KEYS}.json`;
  const packOf = (n: number): string => `packs/site.gov/${n % KEYS}.json`;
  const fileOf = (n: number): string => path.join(files, `page-${n % KEYS}.json`);
  for (let n = 0; n < KEYS; n += 1) rawPut(fileOf(n), body, false);
  await Promise.all(Array.from({ length: KEYS }, (_, n) => objects.put(keyOf(n), body)));
  const comparisons: Comparison[] = [
    {
      name: `put ${BYTES} bytes`,
      unit: 'objects/s',
      sitepack: { in_flight: IN_FLIGHT, step: async () => (await objects.put(keyOf((put += 1)), body), 1) },
      raw: () => (rawPut(fileOf((put += 1)), body, true), 1),
    },
    {
      name: `put ${BYTES} bytes as a file`,
      unit: 'objects/s',
      sitepack: { in_flight: IN_FLIGHT, step: async () => (await objects.put(packOf((put += 1)), body), 1) },
      raw: () => (rawPut(fileOf((put += 1)), body, true), 1),
    },
    {
      name: `get ${BYTES} bytes`,
      unit: 'objects/s',
      sitepack: {
        in_flight: IN_FLIGHT,
        step: async () => Math.sign((await objects.get(keyOf((got += 1))))?.length ?? 0),
      },
      raw: () => Math.sign(rawGet(fileOf((got += 1))).length),
    },
  ];
  return {
    about: `whole objects, put on the disk before it is acknowledged; embedded with ${IN_FLIGHT} calls in flight`,
    ...(await compareStores(comparisons, options)),
    skipped: [],
  };
});
