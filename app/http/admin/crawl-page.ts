import { html } from 'hono/html';
import type { CrawledPages } from '../crawl-pages.ts';
import type { CrawlDetails } from '../crawl-view.ts';
import type { Explanation } from '../explain/explanation.ts';
import type { Assets } from '../pages/assets.ts';
import type { Html } from '../pages/layout.ts';
import type { Problem } from '../problem.ts';
import { adminFrame } from './admin-frame.ts';
import { crawlFiguresSection } from './crawl-figures-section.ts';
import { crawlHeadSection } from './crawl-head-section.ts';
import { crawlPagesSection } from './crawl-pages-section.ts';
import { type CrawlFilter, crawlPath } from './crawl-path.ts';
import { explainedSection } from './explained-section.ts';
import { problemNote } from './problem-page.ts';

/** What the page of a crawl is made of. */
export interface CrawlPage {
  readonly assets: Assets;
  readonly at_ms: number;
  readonly crawl: CrawlDetails;
  readonly pages: CrawledPages;
  readonly filter: CrawlFilter;
  /** Of the URL that is asked about; a problem where it cannot be told. */
  readonly explained: Explanation | Problem | undefined;
}

/** Where pages of crawls lead back to. */
export const BACK = { to: '/admin#crawls', name: '← Admin' };
const WAYS = [
  BACK,
  { to: '#crawl', name: 'Crawl' },
  { to: '#figures', name: 'Report' },
  { to: '#pages', name: 'URLs' },
];

/** The page of one crawl. While it goes on, the script keeps the first two parts as they are. */
export function crawlPage({ assets, at_ms, crawl, pages, filter, explained }: CrawlPage): Html {
  const { crawl_id, url } = crawl;
  return adminFrame({
    title: `Crawl of ${url}`,
    assets,
    data: `/v1/crawls/${encodeURIComponent(crawl_id)}`,
    ways: WAYS,
    at_ms,
    live: crawl.report === null ? { from: `${crawlPath(crawl_id)}/now`, by: 'asking' } : undefined,
    main: html`<h1 class="hidden">Crawl of ${url}</h1>
      <section id="crawl" aria-label="Crawl">${crawlHeadSection(crawl)}</section>
      <section id="figures" aria-label="Report">${crawlFiguresSection(crawl)}</section>
      ${explained === undefined ? '' : html`<section id="explained" aria-label="Explained">${explanation(explained)}</section>`}
      <section id="pages" aria-label="URLs">${crawlPagesSection(crawl, pages, filter)}</section>`,
  });
}

function explanation(explained: Explanation | Problem): Html {
  return 'indexes' in explained ? explainedSection(explained) : problemNote(explained);
}
