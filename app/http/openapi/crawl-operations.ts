import type { Operation } from './operation.ts';
import { CRAWL, INDEX, OUTCOME, after, limit } from './parameters.ts';

const ID = 'site.gov.01jd3m0w2v8k5q7r9t1x3z5b7d';
const RUNNING = {
  crawl_id: ID,
  index: 'site.gov',
  url: 'https://site.gov/',
  state: 'running',
  limits: { depth: 50, pages: 1_000_000 },
  started_at_ms: 1_760_000_000_000,
  finished_at_ms: null,
  version: null,
  held: false,
  searchable: false,
};

export const CRAWL_OPERATIONS: readonly Operation[] = [
  {
    route: 'post /v1/crawls',
    id: 'startCrawl',
    tag: 'crawls',
    summary: 'Starts a crawl',
    body: {
      schema: 'CrawlRequest',
      example: { url: 'https://site.gov/', limits: { depth: 10, pages: 50_000 }, domains: ['www.site.gov'] },
    },
    answer: {
      status: 202,
      doc: 'Its message is on disk; on AWS it is durable in its queue. Without `index` the index is named after the site.',
      location: true,
      schema: 'CrawlStarted',
      example: { crawl_id: ID, index: 'site.gov', status_url: `/v1/crawls/${ID}` },
    },
    problems: ['bad_url', 'crawl_deleted', 'not_accepted'],
  },
  {
    route: 'get /v1/crawls',
    id: 'listCrawls',
    tag: 'crawls',
    summary: 'Lists crawls, newest first',
    parameters: [{ ...INDEX, doc: 'Only those of this index.' }, limit(1000, 100)],
    answer: { status: 200, doc: 'Crawls.', schema: 'CrawlList', example: { crawls: [RUNNING] } },
    problems: ['bad_parameter', 'bad_index_name', 'index_not_found'],
  },
  {
    route: 'get /v1/crawls/{id}',
    id: 'getCrawl',
    tag: 'crawls',
    summary: 'One crawl: its progress, then its report',
    parameters: [CRAWL],
    answer: {
      status: 200,
      doc: 'The crawl.',
      schema: 'CrawlDetails',
      example: {
        ...RUNNING,
        progress: {
          found: 812,
          fetched: 301,
          failed: 2,
          skipped: 9,
          bytes: 4_214_000,
          refused_links: { calendar: 117, rule: 12 },
          pages_per_s: 9.8,
        },
        waiting: null,
        report: null,
      },
    },
    problems: ['crawl_not_found'],
  },
  {
    route: 'get /v1/crawls/{id}/pages',
    id: 'listCrawlPages',
    tag: 'crawls',
    summary: 'Its URLs and what became of each',
    parameters: [CRAWL, OUTCOME, limit(1000, 100), after('A URL.')],
    answer: {
      status: 200,
      doc: 'URLs.',
      schema: 'CrawledPages',
      example: {
        crawl_id: ID,
        pages: [
          {
            url: 'https://site.gov/old',
            depth: 2,
            found_on: 'https://site.gov/',
            redirects: [],
            outcome: { kind: 'gone', status: 404, reason: 'the server says 404' },
            attempts: 1,
            links: 0,
            answer: {
              status: 404,
              wire_bytes: 512,
              body_bytes: 1210,
              duration_ms: 84,
              at_ms: 1_760_000_004_000,
            },
            text_hash: null,
            near: null,
            refused_links: { nofollow: 2 },
          },
        ],
        next: null,
      },
    },
    problems: ['crawl_not_found', 'bad_parameter'],
  },
  {
    route: 'get /v1/crawls/{id}/pages.csv',
    id: 'getCrawlCsv',
    tag: 'crawls',
    summary: 'The same of all of its URLs, for a spreadsheet',
    parameters: [CRAWL],
    answer: { status: 200, doc: 'CSV (RFC 4180) with a line of names first.', type: 'text/csv' },
    problems: ['crawl_not_found'],
  },
  {
    route: 'delete /v1/crawls/{id}',
    id: 'cancelCrawl',
    tag: 'crawls',
    summary: 'Cancels a crawl; what it read is packed',
    parameters: [CRAWL],
    answer: {
      status: 202,
      doc: 'It stops within about a second.',
      schema: 'CrawlCancelled',
      example: { crawl_id: ID, index: 'site.gov', state: 'cancelled' },
    },
    problems: ['crawl_not_found', 'crawl_over'],
  },
];
