/** Entry of a process that crawls the manual, then asks its API and, beside it, the pack itself. */
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { searchPack } from '#core/pack/search.ts';
import { wordsOf } from '#core/pack/words/plain-text.ts';
import { type Figure, type SectionResult, ratio } from '../figure.ts';
import { crawlSite } from '../product/crawl-site.ts';
import { startSitepack } from '../product/sitepack.ts';
import { serveJob } from '../serve-job.ts';
import { percentile } from '../statistics.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { drawQueries } from './draw-queries.ts';
import { openPublishedPack } from './open-published-pack.ts';
import { searchInput } from './search-input.ts';

const SEED = 1;
const HITS = 10;
/** The one who started this process is less patient. */
const TIMEOUT_MS = 300_000;
const answerSchema = z.object({
  total: z.int(),
  hits: z.array(z.unknown()),
  timings: z.object({ searcher_ms: z.number() }),
});

await serveJob(searchInput, async ({ url, queries: count }): Promise<SectionResult> => {
  await using data = await temporaryFolder('search');
  await using sitepack = await startSitepack(data.path);
  const { pages } = await crawlSite(sitepack, url, 'bench', AbortSignal.timeout(TIMEOUT_MS));
  using stack = new DisposableStack();
  const pack = stack.adopt(await openPublishedPack(sitepack.platform, 'bench', data.path), (db) =>
    db.close(),
  );
  const queries = drawQueries(pack, count, SEED);
  const index = new PackIndex(pack);
  const ask = { limit: HITS, details_from: 0 } as const;
  const search = `${sitepack.api}/v1/indexes/bench/search?limit=${HITS}&q=`;
  // In turns, query by query, so that whatever else the machine does hits them all.
  const times = { raw: empty(), ranked: empty(), pack: empty(), searcher: empty(), http: empty() };
  const raw = prepareRaw(pack);
  for (const pass of ['warm up', 'measure']) {
    for (const query of queries) {
      const raw_ms = await timed(() => raw(query));
      const ranked_ms = await timed(() => searchPack(index, { query, ...ask, details_from: HITS }));
      const pack_ms = await timed(() => searchPack(index, { query, ...ask }));
      let searcher_ms = 0;
      const http_ms = await timed(async () => {
        const response = await fetch(search + encodeURIComponent(query));
        searcher_ms = answerSchema.parse(await response.json()).timings.searcher_ms;
      });
      if (pass === 'warm up') continue;
      times.raw.push(raw_ms);
      times.ranked.push(ranked_ms);
      times.pack.push(pack_ms);
      times.searcher.push(searcher_ms);
      times.http.push(http_ms);
    }
  }
  return {
    about: `${count} queries of one to three words over ${pages} pages, one after the other, best ${HITS} hits`,
    figures: [
      ...spread('raw FTS5 (match, bm25, url and title)', times.raw),
      ...spread('searchPack, ids alone (all matches counted)', times.ranked),
      ...spread('searchPack, with titles and snippets', times.pack),
      ...spread('searcher, as it says', times.searcher),
      ...spread('HTTP, from question to answer', times.http),
    ],
    ratios: [
      ratio(
        'p50 of searchPack, ids alone / raw FTS5',
        percentile(times.ranked, 50) / percentile(times.raw, 50),
      ),
      ratio('p50 of searchPack / raw FTS5', percentile(times.pack, 50) / percentile(times.raw, 50)),
      ratio('p50 over HTTP / raw FTS5', percentile(times.http, 50) / percentile(times.raw, 50)),
    ],
    skipped: [],
  };
});

function empty(): number[] {
  return [];
}

/** The least that answers: the matches by bm25, the best of them with what a list shows. */
function prepareRaw(pack: Database.Database): (query: string) => unknown {
  const statement = pack.prepare(
    `SELECT url, title FROM (SELECT rowid AS hit, rank FROM documents_fts WHERE documents_fts MATCH ? ORDER BY rank LIMIT ${HITS})
     JOIN documents ON documents.rowid = hit ORDER BY rank`,
  );
  return (query) =>
    statement.all(
      wordsOf(query)
        .map((word) => `"${word}"`)
        .join(' '),
    );
}

async function timed(work: () => unknown): Promise<number> {
  const start_ms = performance.now();
  await work();
  return performance.now() - start_ms;
}

function spread(name: string, times: readonly number[]): Figure[] {
  return [50, 95, 99].map((p) => ({ name: `${name}, p${p}`, value: percentile(times, p), unit: 'ms' }));
}
