/** Entry of a process (with --expose-gc) that crawls a site and looks at its own heap on the way. */
import { setImmediate as soon } from 'node:timers/promises';
import { crawlSite } from '../product/crawl-site.ts';
import { onRequests } from '../product/on-requests.ts';
import { startSitepack } from '../product/sitepack.ts';
import { serveJob } from '../serve-job.ts';
import { median } from '../statistics.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type HeapResult, heapInput } from './heap-result.ts';

/** Looks around each point, and pages between two: what is in hand at one moment says little. */
const LOOKS = 5;
const APART = 10;
const MB = 2 ** 20;
/** The one who started this process is less patient. */
const TIMEOUT_MS = 300_000;

interface Sample {
  readonly heap_mb: number;
  readonly rss_mb: number;
}

await serveJob(heapInput, async ({ url, at_pages }): Promise<HeapResult> => {
  await using data = await temporaryFolder('heap');
  await using sitepack = await startSitepack(data.path);
  const samples = new Map<number, Promise<Sample>[]>(at_pages.map((pages) => [pages, []]));
  let requests = 0;
  using _ = onRequests(url, () => {
    requests += 1;
    for (const [pages, taken] of samples) {
      const since = requests - pages;
      if (since >= 0 && since < LOOKS * APART && since % APART === 0) taken.push(sample());
    }
  });
  await crawlSite(sitepack, url, 'bench', AbortSignal.timeout(TIMEOUT_MS));
  const points = at_pages.map(async (pages) => {
    const taken = await Promise.all(samples.get(pages) ?? []);
    if (taken.length < LOOKS) throw new Error(`the site ended before page ${pages + LOOKS * APART}`);
    return {
      pages,
      heap_mb: median(taken.map((at) => at.heap_mb)),
      rss_mb: median(taken.map((at) => at.rss_mb)),
    };
  });
  return { points: await Promise.all(points) };
});

async function sample(): Promise<Sample> {
  // Not in the middle of undici's call, whose own objects would count.
  await soon();
  if (globalThis.gc === undefined) throw new Error('run this with --expose-gc');
  globalThis.gc();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap_mb: heapUsed / MB, rss_mb: rss / MB };
}
