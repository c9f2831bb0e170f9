/**
 * The raw loop: the least that a crawler must do, with the libraries that Sitepack stands on. It fetches (undici), parses
 * (cheerio on htmlparser2), takes title, text and links, and goes on to what it has not seen. It stores nothing.
 */
import { load } from 'cheerio/slim';
import type { z } from 'zod';
import { openHttp } from './http-client.ts';
import { crawlInput, type rawLoopResult } from './crawl-result.ts';
import { serveJob } from '../serve-job.ts';

await serveJob(crawlInput, async ({ url, concurrency }): Promise<z.infer<typeof rawLoopResult>> => {
  await using http = openHttp(concurrency);
  const { origin } = new URL(url);
  const seen = new Set([url]);
  const waiting = [url];
  const read: string[] = [];
  let characters = 0;
  const visit = async (page: string): Promise<void> => {
    const html = await http.getHtml(page);
    if (html === undefined) return;
    const $ = load(html);
    characters += $('title').text().length + $('body').text().length;
    read.push(page);
    for (const link of linksOf($, page, origin)) {
      if (seen.has(link)) continue;
      seen.add(link);
      waiting.push(link);
    }
  };
  const start_ms = performance.now();
  await drain(waiting, concurrency, visit);
  return { pages: read.length, elapsed_ms: performance.now() - start_ms, urls: read, characters };
});

/** Visits what waits, and what comes to it, `concurrency` at a time. */
async function drain(
  waiting: string[],
  concurrency: number,
  visit: (url: string) => Promise<void>,
): Promise<void> {
  let running = 0;
  const lane = async (): Promise<void> => {
    running += 1;
    const others: Promise<void>[] = [];
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      await visit(url);
      // Each takes one of those that wait at once.
      for (let more = Math.min(concurrency - running, waiting.length); more > 0; more -= 1)
        others.push(lane());
    }
    running -= 1;
    await Promise.all(others);
  };
  await lane();
}

function linksOf($: ReturnType<typeof load>, page: string, origin: string): Set<string> {
  const written = new Set<string>();
  for (const element of $('a[href]')) {
    const [href = ''] = (element.attribs['href'] ?? '').split('#', 1);
    if (href !== '') written.add(href);
  }
  const links = new Set<string>();
  for (const href of written) {
    const url = URL.parse(href, page);
    if (url?.origin === origin) links.add(url.href);
  }
  return links;
}
