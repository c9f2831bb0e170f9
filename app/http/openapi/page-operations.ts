import { DAYS } from './searches-operations.ts';
import { LAST_PAGE } from '../pages/search-place.ts';
import type { Operation } from './operation.ts';
import {
  ANALYTICS,
  CRAWL,
  FILTER,
  INDEX,
  OUTCOME,
  QUERY,
  SORT,
  TYPING,
  VERBATIM,
  whole,
} from './parameters.ts';

const HTML = 'text/html; charset=UTF-8';
const NO_HTML_PROBLEMS: Operation['problems'] = [];

export const PAGE_OPERATIONS: readonly Operation[] = [
  {
    route: 'get /',
    id: 'searchPage',
    tag: 'pages',
    summary: 'The search page',
    parameters: [
      { ...INDEX, doc: 'Index that is searched; one is chosen when absent.' },
      { name: 'q', doc: QUERY.doc, schema: { type: 'string' } },
      { name: 'page', doc: 'Page of the results.', schema: whole(1, LAST_PAGE, 1) },
      FILTER,
      SORT,
      VERBATIM,
      TYPING,
      { ...ANALYTICS, doc: 'Whether the search is counted; one that is being typed is where this is true.' },
    ],
    answer: {
      status: 200,
      doc: 'A page. What the API answers with a problem document is a page with the same status here.',
      type: HTML,
    },
    problems: NO_HTML_PROBLEMS,
    open: true,
  },
  {
    route: 'get /admin',
    id: 'adminPage',
    tag: 'pages',
    summary: 'The admin page',
    answer: { status: 200, doc: 'A page.', type: HTML },
    problems: NO_HTML_PROBLEMS,
  },
  {
    route: 'get /admin/events',
    id: 'watchAdminPage',
    tag: 'pages',
    summary: 'What changes on the admin page',
    answer: {
      status: 200,
      doc: 'Events `sections` with the HTML of parts that changed, for its own script.',
      type: 'text/event-stream',
    },
    problems: ['too_many_watchers', 'cross_site'],
  },
  {
    route: 'get /admin/crawls/{id}',
    id: 'crawlPage',
    tag: 'pages',
    summary: 'The page of a crawl: its progress, then its report, and its URLs',
    parameters: [
      CRAWL,
      OUTCOME,
      { name: 'after', doc: 'Where the URLs go on, as its own links have it.', schema: { type: 'string' } },
      { name: 'explain', doc: 'A URL to be explained.', schema: { type: 'string' } },
    ],
    answer: {
      status: 200,
      doc: 'A page. What the API answers with a problem document is a page with the same status here.',
      type: HTML,
    },
    problems: NO_HTML_PROBLEMS,
  },
  {
    route: 'get /admin/crawls/{id}/now',
    id: 'watchCrawlPage',
    tag: 'pages',
    summary: 'What changes on the page of a crawl',
    parameters: [CRAWL],
    answer: {
      status: 200,
      doc: 'The HTML of parts that change, and whether the crawl is over, for its own script.',
      type: 'application/json',
    },
    problems: ['crawl_not_found'],
  },
  {
    route: 'get /admin/indexes/{index}/searches',
    id: 'searchesPage',
    tag: 'pages',
    summary: 'The page of how an index was searched',
    parameters: [INDEX, DAYS],
    answer: {
      status: 200,
      doc: 'A page. What the API answers with a problem document is a page with the same status here.',
      type: HTML,
    },
    problems: NO_HTML_PROBLEMS,
  },
  {
    route: 'get /assets/{file}',
    id: 'asset',
    tag: 'pages',
    summary: 'A style, a script or an icon of the pages',
    parameters: [
      {
        name: 'file',
        doc: 'Its name has a hash of its content; the pages name it.',
        schema: { type: 'string' },
      },
    ],
    answer: { status: 200, doc: 'The file, to be kept for ever.', type: '*/*' },
    problems: ['not_found'],
    open: true,
  },
  {
    route: 'get /widget.js',
    id: 'widget',
    tag: 'pages',
    summary: 'The search box for pages of other sites',
    answer: {
      status: 200,
      doc: 'A script, as docs/widget.md tells how to load it.',
      type: 'text/javascript',
    },
    problems: NO_HTML_PROBLEMS,
    open: true,
  },
];
