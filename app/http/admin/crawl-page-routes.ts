import type { Context, Hono } from 'hono';
import { crawlPages } from '../crawl-pages.ts';
import { crawlDetails, findCrawl } from '../crawl-view.ts';
import { type Explanation, explain } from '../explain/explanation.ts';
import type { Assets } from '../pages/assets.ts';
import { Problem } from '../problem.ts';
import type { HttpServices } from '../services.ts';
import { crawlFiguresSection } from './crawl-figures-section.ts';
import { crawlHeadSection } from './crawl-head-section.ts';
import { BACK, crawlPage } from './crawl-page.ts';
import { problemPage } from './problem-page.ts';

/** URLs on a page. */
const PAGE_SIZE = 50;

/**
 * The page of a crawl, `/admin/crawls/{id}`, and its parts as they are now. A problem is a page too, with the same
 * status as in the API.
 */
export function crawlPageRoutes(app: Hono, services: HttpServices, assets: Assets): void {
  app.get('/admin/crawls/:id', async (c) => {
    c.header('cache-control', 'no-store');
    const at_ms = services.clock.now();
    try {
      return c.html(crawlPage({ assets, at_ms, ...(await contentOf(c, services)) }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return c.html(problemPage(assets, error, at_ms, { back: BACK, data: '/v1/crawls' }), error.status);
    }
  });

  app.get('/admin/crawls/:id/now', async (c) => {
    const crawl = await crawlDetails(services, await findCrawl(services, c.req.param('id')));
    const crawl_part = await crawlHeadSection(crawl);
    const figures = await crawlFiguresSection(crawl);
    c.header('cache-control', 'no-store');
    return c.json({
      at_ms: services.clock.now(),
      over: crawl.finished_at_ms !== null,
      sections: { crawl: String(crawl_part), figures: String(figures) },
    });
  });
}

async function contentOf(c: Context<object, '/admin/crawls/:id'>, services: HttpServices) {
  const { outcome, after, explain: url } = c.req.query();
  const found = await findCrawl(services, c.req.param('id'));
  const filter = { outcome: given(outcome), after: given(after) };
  const [crawl, pages, explained] = await Promise.all([
    crawlDetails(services, found),
    crawlPages(services.table, found, { limit: PAGE_SIZE, ...filter }),
    given(url) === undefined ? undefined : explainIn(c, services, found.pk),
  ]);
  return { crawl, pages, filter, explained };
}

/** A form sends what was left empty as well. */
function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

/** That a URL cannot be explained does not hide the crawl. */
async function explainIn(c: Context, services: HttpServices, index: string): Promise<Explanation | Problem> {
  try {
    const url = c.req.query('explain') ?? '';
    const asked = { url, index, query: undefined, aliases: true };
    return await explain(services, { ...asked, signal: c.req.raw.signal });
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
