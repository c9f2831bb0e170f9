import { cp } from 'node:fs/promises';
import type { Bench } from '../bench.ts';
import { rawLoopResult } from '../crawl/crawl-result.ts';
import { type SectionResult, ratio } from '../figure.ts';
import { runJob } from '../run-job.ts';
import { serve } from '../site/serve.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CrawlMade, conditionalResult, recrawlResult } from './recrawl-result.ts';

const CONCURRENCY = 16;
const TIMEOUT_MS = 120_000;
/** Share of the pages that change before the third crawl. */
const CHANGED = 0.01;

/** Crawls a copy of the manual, then again as it is, then with some pages changed. */
export async function recrawlSection(bench: Bench): Promise<SectionResult> {
  await using folder = await temporaryFolder('site');
  await cp(await bench.manual(), folder.path, { recursive: true });
  await using site = await serve(folder.path);
  const limits = { timeout_ms: TIMEOUT_MS, signal: bench.signal };
  const { urls } = await runJob({
    script: new URL('../crawl/raw-loop.ts', import.meta.url),
    input: { url: site.url, concurrency: CONCURRENCY },
    result: rawLoopResult,
    ...limits,
  });
  const loop = await runJob({
    script: new URL('./conditional-loop.ts', import.meta.url),
    input: { urls, concurrency: CONCURRENCY },
    result: conditionalResult,
    ...limits,
  });
  if (loop.not_modified !== urls.length)
    throw new Error(`${site.server} answered ${loop.not_modified} of ${urls.length} requests with 304`);
  const { first, unchanged, changed, pages_changed } = await runJob({
    script: new URL('./sitepack.ts', import.meta.url),
    input: { url: site.url, folder: folder.path, changed: CHANGED },
    result: recrawlResult,
    ...limits,
  });
  return {
    about: `${first.pages} pages from ${site.server} on loopback, crawled three times; before the last, ${pages_changed} of them changed`,
    figures: [
      ...figuresOf('first crawl', first),
      ...figuresOf('second, nothing changed', unchanged),
      ...figuresOf(`third, ${pages_changed} pages changed`, changed),
      { name: 'conditional requests alone (undici)', value: loop.elapsed_ms, unit: 'ms' },
    ],
    ratios: [
      ratio('pages parsed by the second crawl', unchanged.parsed, { comparison: 'at_most', value: 0 }),
      ratio('packs built by the second crawl', unchanged.packs, { comparison: 'at_most', value: 0 }),
      ratio('pages parsed by the third crawl / pages changed', changed.parsed / pages_changed, {
        comparison: 'at_most',
        value: 1,
      }),
      ratio('second crawl / first crawl', unchanged.elapsed_ms / first.elapsed_ms),
      ratio('second crawl / conditional requests alone', unchanged.elapsed_ms / loop.elapsed_ms),
      ratio('third crawl / second crawl', changed.elapsed_ms / unchanged.elapsed_ms),
    ],
    skipped: [],
  };
}

function figuresOf(name: string, { elapsed_ms, requests, parsed, packed }: CrawlMade) {
  return [
    { name: `${name}, first request to end`, value: elapsed_ms, unit: 'ms' },
    { name: `${name}: requests`, value: requests, unit: 'requests' },
    { name: `${name}: pages parsed`, value: parsed, unit: 'pages' },
    { name: `${name}: documents in the packs built`, value: packed, unit: 'documents' },
  ];
}
