/** Sitepack crawls a site, crawls it again as it is, and once more after some of its pages have changed. */
import { appendFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { crawlSite } from '../product/crawl-site.ts';
import { onRequests } from '../product/on-requests.ts';
import { type Sitepack, startSitepack } from '../product/sitepack.ts';
import { serveJob } from '../serve-job.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type CrawlMade, recrawlInput, type recrawlResult } from './recrawl-result.ts';

/** The one who started this process is less patient. */
const TIMEOUT_MS = 300_000;
const CHANGE = 'It has changed since.';
/** Between two looks whether a server has noticed. */
const LOOK_MS = 100;

await serveJob(recrawlInput, async ({ url, folder, changed }): Promise<z.infer<typeof recrawlResult>> => {
  await using data = await temporaryFolder('data');
  await using sitepack = await startSitepack(data.path);
  const first = await crawl(sitepack, url);
  const unchanged = await crawl(sitepack, url);
  const pages_changed = await change(url, folder, changed);
  return { first, unchanged, changed: await crawl(sitepack, url), pages_changed };
});

async function crawl(sitepack: Sitepack, url: string): Promise<CrawlMade> {
  let requests = 0;
  using _ = onRequests(url, () => (requests += 1));
  const before = await counters(sitepack);
  const times = await crawlSite(sitepack, url, 'bench', AbortSignal.timeout(TIMEOUT_MS));
  const after = await counters(sitepack);
  const made = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  return {
    pages: times.pages,
    elapsed_ms: times.published_ms - times.first_request_ms,
    requests,
    parsed: made('sitepack_task_duration_seconds_count{task="read_page",outcome="ok"}'),
    packs: made('sitepack_pack_build_duration_seconds_count'),
    packed: made('sitepack_pack_documents_total'),
  };
}

/** What /metrics counts, by name and labels; and by name alone, over all labels. */
async function counters({ api }: Sitepack): Promise<Map<string, number>> {
  const text = await (await fetch(`${api}/metrics`)).text();
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', value = ''] = /^([a-z_]+)(\{[^}]*\})? (\S+)$/.exec(line) ?? [];
    for (const key of new Set([name, name + labels])) found.set(key, (found.get(key) ?? 0) + Number(value));
  }
  return found;
}

/** Adds a paragraph to every n-th page, and waits until the server has noticed. @returns how many were changed. */
async function change(url: string, folder: string, share: number): Promise<number> {
  const pages = (await readdir(folder)).filter((name) => name.endsWith('.html')).toSorted();
  const chosen = pages.filter((_, n) => n % Math.round(1 / share) === 0);
  for (const name of chosen) await appendFile(path.join(folder, name), `<p>${CHANGE}</p>\n`);
  for (const name of chosen)
    while (!(await (await fetch(url + name)).text()).includes(CHANGE)) await sleep(LOOK_MS);
  return chosen.length;
}
