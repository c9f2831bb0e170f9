import type { Bench } from '../bench.ts';
import { type SectionResult, ratio } from '../figure.ts';
import { runJob } from '../run-job.ts';
import { makeSite } from '../site/made-site.ts';
import { serve } from '../site/serve.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { heapResult } from './heap-result.ts';

/** The later look comes before the end too, when as much is in hand as at the first. */
const FULL = { early: 1000, late: 3000, pages: 3400 };
const QUICK = { early: 50, late: 150, pages: 260 };
const TIMEOUT_MS = 90_000;

/** The heap after forced collections, early and late in one crawl of a made site. */
export async function heapSection(bench: Bench): Promise<SectionResult> {
  const { early, late, pages } = bench.options.quick ? QUICK : FULL;
  await using folder = await temporaryFolder('heap-site');
  await makeSite(folder.path, pages);
  await using site = await serve(folder.path);
  const { points } = await runJob({
    script: new URL('./sample-heap.ts', import.meta.url),
    input: { url: site.url, at_pages: [early, late] },
    result: heapResult,
    timeout_ms: TIMEOUT_MS,
    signal: bench.signal,
    node_options: ['--expose-gc'],
  });
  const [first, second] = points;
  if (first === undefined || second === undefined) throw new Error('the heap was not looked at twice');
  const growth = second.heap_mb / first.heap_mb;
  return {
    about: `all workers in one process, one crawl of a made site of ${pages} pages, after forced collections`,
    figures: points.flatMap((point) => [
      { name: `heap of the main thread at ${point.pages} pages`, value: point.heap_mb, unit: 'MB' },
      { name: `resident set of the process at ${point.pages} pages`, value: point.rss_mb, unit: 'MB' },
    ]),
    ratios: [ratio(`heap at ${late} / at ${early} pages`, growth, { comparison: 'at_most', value: 1.1 })],
    skipped: [],
  };
}
