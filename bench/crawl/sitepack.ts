/** Sitepack, all six workers and durable stores in one process: crawls a site until it can be searched. */
import type { z } from 'zod';
import { crawlSite } from '../product/crawl-site.ts';
import { startSitepack } from '../product/sitepack.ts';
import { serveJob } from '../serve-job.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { crawlInput, type sitepackResult } from './crawl-result.ts';

/** The one who started this process is less patient. */
const TIMEOUT_MS = 300_000;

await serveJob(crawlInput, async ({ url }): Promise<z.infer<typeof sitepackResult>> => {
  await using data = await temporaryFolder('data');
  await using sitepack = await startSitepack(data.path);
  const times = await crawlSite(sitepack, url, 'bench', AbortSignal.timeout(TIMEOUT_MS));
  return {
    pages: times.pages,
    elapsed_ms: times.frontier_empty_ms - times.first_request_ms,
    packing_ms: times.published_ms - times.frontier_empty_ms,
    searchable_ms: times.searchable_ms - times.frontier_empty_ms,
  };
});
