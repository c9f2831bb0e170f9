import type { Hono } from 'hono';
import { type Crawl, cancelCrawl, latestCrawls } from '#core/tables/crawls.ts';
import { crawlCsv } from '../crawl-csv.ts';
import { crawlPages } from '../crawl-pages.ts';
import { crawlDetails, crawlView, findCrawl } from '../crawl-view.ts';
import { readTimers } from '../admin/read-timers.ts';
import { crawledIndexes } from '../crawled-indexes.ts';
import { allIndexes, findIndex } from '../index-view.ts';
import { jsonBody } from '../json-body.ts';
import { wholeNumber } from '../parameters.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';
import { crawlRequest, startCrawl } from '../start-crawl.ts';

/** `/v1/crawls` and what lies below. */
export function crawlRoutes(app: Hono, services: HttpServices): void {
  app.post('/v1/crawls', async (c) => {
    const started = await startCrawl(services, await jsonBody(c, crawlRequest));
    return c.json(started, 202, { location: started.status_url });
  });

  app.get('/v1/crawls', async (c) => {
    const limit = wholeNumber(c, 'limit', { least: 1, most: 1000, otherwise: 100 });
    const index = c.req.query('index');
    const names =
      index === undefined ? await allCrawled(services) : [(await findIndex(services, index)).name];
    let crawls: Crawl[] = [];
    for (const name of names) {
      crawls.push(...(await latestCrawls(services.table, name, limit)));
      crawls = crawls.sort((a, b) => b.started_at_ms - a.started_at_ms).slice(0, limit);
    }
    const views = [];
    for (const crawl of crawls) views.push(await crawlView(services, crawl));
    return c.json({ crawls: views });
  });

  app.get('/v1/crawls/:id', async (c) => {
    return c.json(await crawlDetails(services, await findCrawl(services, c.req.param('id'))));
  });

  app.get('/v1/crawls/:id/pages', async (c) => {
    const crawl = await findCrawl(services, c.req.param('id'));
    const limit = wholeNumber(c, 'limit', { least: 1, most: 1000, otherwise: 100 });
    const { outcome, after } = c.req.query();
    return c.json(await crawlPages(services.table, crawl, { limit, outcome, after }));
  });

  app.get('/v1/crawls/:id/pages.csv', async (c) => {
    const crawl = await findCrawl(services, c.req.param('id'));
    const name = crawl.sk.replaceAll(/[^a-z0-9.-]/g, '-');
    return c.body(
      ReadableStream.from(crawlCsv(services.table, crawl)).pipeThrough(new TextEncoderStream()),
      200,
      {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}.csv"`,
      },
    );
  });

  app.delete('/v1/crawls/:id', async (c) => {
    const crawl = await findCrawl(services, c.req.param('id'));
    if (!(await cancelCrawl(services.table, crawl.sk))) {
      throw new Problem(
        'crawl_over',
        `crawl ${crawl.sk} is ${crawl.state === 'running' ? 'over' : crawl.state}`,
      );
    }
    return c.json({ crawl_id: crawl.sk, index: crawl.pk, state: 'cancelled' }, 202);
  });
}

async function allCrawled(services: HttpServices): Promise<string[]> {
  const [known, timers] = await Promise.all([allIndexes(services), readTimers(services)]);
  return crawledIndexes(known, timers.items);
}
