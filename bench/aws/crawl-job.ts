/** Sitepack, all six workers in one process: crawls a site until it can be searched, and then once more. */
import { benchConfig, openBenchPlatform, startSitepack } from '../product/sitepack.ts';
import { serveJob } from '../serve-job.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CrawlResult, INDEX, ON_AWS, crawlInput } from './aws-job.ts';
import { measureCrawl } from './measure-crawl.ts';
import { readPortTimes } from './port-times.ts';
import { setUpBench } from './set-up-bench.ts';

/** The one who started this process is less patient. */
const TIMEOUT_MS = 300_000;

await serveJob(crawlInput, async ({ url, backend }): Promise<CrawlResult> => {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  await using opened = new AsyncDisposableStack();
  const data = opened.use(await temporaryFolder('data'));
  const settings = backend === 'aws' ? ON_AWS : {};
  const config = benchConfig(data.path, settings);
  if (backend === 'aws') await setUpBench(config, signal);
  const watch = await openBenchPlatform(config);
  opened.defer(() => watch.close());
  const sitepack = opened.use(await startSitepack(data.path, settings));
  const crawl = { url, index: INDEX };
  const first = await measureCrawl(sitepack, watch.table, crawl, signal);
  const ports = readPortTimes((await sitepack.platform.metrics.text()).body);
  const again = await measureCrawl(sitepack, watch.table, crawl, signal);
  const { user, system } = process.cpuUsage();
  return { first, again, ports, cpu_ms: (user + system) / 1000 };
});
