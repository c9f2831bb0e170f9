/** Requests alone: the list that the raw loop found is fetched once more, and nothing is done with it. */
import { z } from 'zod';
import type { CrawlResult } from './crawl-result.ts';
import { openHttp } from './http-client.ts';
import { serveJob } from '../serve-job.ts';

const input = z.object({ urls: z.array(z.string()), concurrency: z.int().min(1) });

await serveJob(input, async ({ urls, concurrency }): Promise<CrawlResult> => {
  await using http = openHttp(concurrency);
  const waiting = [...urls];
  let pages = 0;
  const start_ms = performance.now();
  const lanes = Array.from({ length: concurrency }, async () => {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      if ((await http.getHtml(url)) !== undefined) pages += 1;
    }
  });
  await Promise.all(lanes);
  return { pages, elapsed_ms: performance.now() - start_ms };
});
