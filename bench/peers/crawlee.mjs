/**
 * Crawlee's CheerioCrawler with its storage on disk: queue, and title and text of every page in its dataset. Run by
 * crawl/section.ts, which gives it the folder by CRAWLEE_STORAGE_DIR.
 */
import { CheerioCrawler, Configuration, LogLevel, log } from '@crawlee/cheerio';

const { url, concurrency } = JSON.parse(process.argv[2] ?? 'null');

log.setLevel(LogLevel.ERROR);
let pages = 0;
let failed = 0;
let first_ms;
let last_ms;

const crawler = new CheerioCrawler(
  {
    minConcurrency: concurrency,
    maxConcurrency: concurrency,
    preNavigationHooks: [
      () => {
        first_ms ??= performance.now();
      },
    ],
    async requestHandler({ $, request, enqueueLinks, pushData }) {
      await pushData({ url: request.loadedUrl, title: $('title').text(), text: $('body').text() });
      await enqueueLinks({ strategy: 'same-hostname' });
      pages += 1;
      last_ms = performance.now();
    },
    failedRequestHandler() {
      failed += 1;
    },
  },
  new Configuration({ persistStorage: true, purgeOnStart: true }),
);
await crawler.run([url]);
process.send(
  failed === 0 && first_ms !== undefined
    ? { value: { pages, elapsed_ms: last_ms - first_ms } }
    : { error: `Crawlee read ${pages} pages and failed on ${failed}` },
);
process.disconnect();
