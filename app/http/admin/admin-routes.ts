import type { Hono } from 'hono';
import { serveAssets } from '../pages/assets.ts';
import type { HttpServices } from '../services.ts';
import { adminPage } from './admin-page.ts';
import { AdminCollector } from './collector.ts';
import { crawlPageRoutes } from './crawl-page-routes.ts';
import { type Show, eventStream } from './event-stream.ts';
import { AdminFeed } from './feed.ts';
import { searchesPageRoute } from './searches-page-route.ts';
import { type Sections, changedSections, renderSections } from './sections.ts';

const STYLES = [
  'frame',
  'parts',
  'glance',
  'crawls',
  'tables',
  'dead',
  'cluster',
  'crawl-page',
  'searches',
] as const;

/**
 * The admin page, `/admin`, the pages of crawls and of searches below it, and what it shows as JSON: `/v1/admin/state` once,
 * `/v1/admin/events` as it goes on.
 * @returns the feed, to be told when something changes.
 */
export function adminRoutes(app: Hono, services: HttpServices): AdminFeed {
  const collector = new AdminCollector(services);
  const feed = new AdminFeed(collector, services.clock);
  services.closing?.addEventListener('abort', () => feed.close(), { once: true });
  const assets = serveAssets(app, {
    name: 'admin',
    styles: STYLES.map((part) => new URL(`style/${part}.css`, import.meta.url)),
    script: new URL('admin.js', import.meta.url),
  });

  app.get('/admin', async (c) => {
    const state = await collector.look();
    c.header('cache-control', 'no-store');
    return c.html(adminPage({ assets, sections: await renderSections(state), at_ms: state.at_ms }));
  });

  app.get('/admin/events', (c) => eventStream(c, feed, showSections(), services));

  crawlPageRoutes(app, services, assets);
  searchesPageRoute(app, services, assets);

  app.get('/v1/admin/state', async (c) => c.json(await collector.look()));

  app.get('/v1/admin/events', (c) => eventStream(c, feed, showState, services));

  return feed;
}

const showState: Show = async (state) => ({ event: 'state', data: JSON.stringify(state) });

/** Tells one watcher which parts of the page have changed since it was told last. */
function showSections(): Show {
  let before: Partial<Sections> = {};
  return async (state) => {
    const now = await renderSections(state);
    const sections = changedSections(before, now);
    before = now;
    return { event: 'sections', data: JSON.stringify({ at_ms: state.at_ms, sections }) };
  };
}
