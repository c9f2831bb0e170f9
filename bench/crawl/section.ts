import { existsSync } from 'node:fs';
import type { z } from 'zod';
import type { Bench } from '../bench.ts';
import { type Figure, type SectionResult, ratio } from '../figure.ts';
import { type Job, runJob } from '../run-job.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CrawlResult, crawlResult, rawLoopResult, sitepackResult } from './crawl-result.ts';

const CONCURRENCY = 16;
const TIMEOUT_MS = 90_000;
/** Crawlers that read another number of pages did other work, and cannot be compared. */
const ALIKE = 0.01;

const CRAWLEE = new URL('../peers/crawlee.mjs', import.meta.url);
const CRAWLEE_PACKAGE = new URL('../peers/node_modules/@crawlee/cheerio/package.json', import.meta.url);

/** Crawls the manual by each crawler in turn, each time in a fresh process; of each the best round counts. */
export async function crawlSection(bench: Bench): Promise<SectionResult> {
  const { url, server } = await bench.served();
  const input = { url, concurrency: CONCURRENCY };
  const job = <Result>(script: string, result: z.ZodType<Result>, given: unknown): Job<Result> => ({
    script: new URL(script, import.meta.url),
    input: given,
    result,
    timeout_ms: TIMEOUT_MS,
    signal: bench.signal,
  });
  const withCrawlee = existsSync(CRAWLEE_PACKAGE);
  const rounds = [];
  for (let round = 0; round < bench.options.rounds; round += 1) {
    const raw = await runJob(job('./raw-loop.ts', rawLoopResult, input));
    const fetching = await runJob(
      job('./fetch-only.ts', crawlResult, { urls: raw.urls, concurrency: CONCURRENCY }),
    );
    const sitepack = await runJob(job('./sitepack.ts', sitepackResult, input));
    const crawlee = withCrawlee ? await runCrawlee(bench, input) : undefined;
    for (const other of [sitepack, crawlee]) assertAlike(raw, other);
    rounds.push({ raw, fetching, sitepack, crawlee });
  }
  const best = {
    fetching: fastest(rounds.map((round) => round.fetching)),
    raw: fastest(rounds.map((round) => round.raw)),
    sitepack: fastest(rounds.map((round) => round.sitepack)),
    crawlee: withCrawlee ? fastest(rounds.flatMap(({ crawlee }) => crawlee ?? [])) : undefined,
  };
  return {
    about: `${best.raw.pages} pages from ${server} on loopback, ${CONCURRENCY} requests at a time, best of ${rounds.length}`,
    figures: figures(best),
    ratios: [
      ratio('sitepack / raw loop', speed(best.sitepack) / speed(best.raw), {
        comparison: 'at_least',
        value: 0.5,
      }),
      ...(best.crawlee === undefined
        ? []
        : [
            ratio('sitepack / crawlee', speed(best.sitepack) / speed(best.crawlee), {
              comparison: 'at_least',
              value: 4,
            }),
          ]),
    ],
    skipped: withCrawlee ? [] : ['crawlee: not installed; run "npm ci --prefix bench/peers"'],
  };
}

interface Best {
  readonly fetching: CrawlResult;
  readonly raw: CrawlResult;
  readonly sitepack: z.infer<typeof sitepackResult>;
  readonly crawlee: CrawlResult | undefined;
}

function figures({ fetching, raw, sitepack, crawlee }: Best): Figure[] {
  const pages = (name: string, result: CrawlResult): Figure => ({
    name,
    value: speed(result),
    unit: 'pages/s',
  });
  return [
    pages('requests alone (undici)', fetching),
    pages('raw loop (undici, cheerio on htmlparser2; stores nothing)', raw),
    pages('sitepack (durable, first request to empty frontier)', sitepack),
    ...(crawlee === undefined ? [] : [pages('crawlee (cheerio, storage on disk)', crawlee)]),
    { name: 'sitepack, from empty frontier to published', value: sitepack.packing_ms, unit: 'ms' },
    { name: 'sitepack, from empty frontier to searchable', value: sitepack.searchable_ms, unit: 'ms' },
  ];
}

async function runCrawlee(bench: Bench, input: unknown): Promise<CrawlResult> {
  await using storage = await temporaryFolder('crawlee');
  return await runJob({
    script: CRAWLEE,
    input,
    result: crawlResult,
    timeout_ms: TIMEOUT_MS,
    signal: bench.signal,
    env: { CRAWLEE_STORAGE_DIR: storage.path },
  });
}

function assertAlike(raw: CrawlResult, other: CrawlResult | undefined): void {
  if (other === undefined || Math.abs(other.pages - raw.pages) <= raw.pages * ALIKE) return;
  throw new Error(
    `the raw loop read ${raw.pages} pages and another crawler ${other.pages}: their speeds cannot be compared`,
  );
}

function fastest<Result extends CrawlResult>(results: readonly Result[]): Result {
  return results.reduce((best, result) => (speed(result) > speed(best) ? result : best));
}

function speed({ pages, elapsed_ms }: CrawlResult): number {
  return (pages * 1000) / elapsed_ms;
}
