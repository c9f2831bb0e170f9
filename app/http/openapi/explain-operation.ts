import type { Operation } from './operation.ts';

const URL = 'https://site.gov/visit';

export const EXPLAIN_OPERATION: Operation = {
  route: 'get /v1/explain',
  id: 'explain',
  tag: 'indexes',
  summary: 'Follows a page from the links that led to it to its rank',
  parameters: [
    {
      name: 'url',
      doc: 'The page, whole.',
      schema: { type: 'string', minLength: 1, maxLength: 8192 },
      needed: true,
      example: URL,
    },
    {
      name: 'index',
      doc: 'Looks into this index alone; when absent into every one, at most 200.',
      schema: { type: 'string' },
    },
    {
      name: 'q',
      doc: 'Looks for its place among the answers to this query, down to the 1,000th.',
      schema: { type: 'string', maxLength: 10_000 },
    },
    {
      name: 'aliases',
      doc: 'Looks for the other URLs by which it was come to, among 10,000 URLs of its crawls in all.',
      schema: { type: 'string', enum: ['true', 'false'] },
    },
  ],
  answer: {
    status: 200,
    doc: 'What is known of it. A page that is not known is no error.',
    schema: 'Explanation',
    example: {
      url: URL,
      known: true,
      indexes: [
        {
          index: 'site.gov',
          url: URL,
          page: {
            state: 'present',
            origin: 'crawl',
            outcome: { kind: 'indexed', reason: 'answered 200' },
            asked_at_ms: 1_760_000_000_000,
            content_hash: 'cd'.repeat(32),
            failing: null,
            pending: false,
            near: null,
          },
          live: {
            version: 7,
            reason: 'crawl site.gov.01jd3m0w2v8k5q7r9t1x3z5b7d',
            shard: '0-of-1',
            pack: 'ab'.repeat(32),
            replicas: [{ searcher: '0f8f…', state: 'active' }],
          },
          packed_by_row: 'yes',
          crawl: {
            crawl_id: 'site.gov.01jd3m0w2v8k5q7r9t1x3z5b7d',
            state: 'done',
            seen: {
              depth: 1,
              known: false,
              parent: 'https://site.gov/',
              outcome: { kind: 'indexed', reason: 'answered 200' },
              attempts: 1,
              way: [{ url: 'https://site.gov/', depth: 0 }],
              way_cut: false,
            },
          },
          aliases: {
            urls: ['https://site.gov/visit.html'],
            more: false,
            all_looked_at: true,
          },
          rank: {
            query: 'opening hours',
            version: 7,
            total: 12,
            position: 3,
            looked_at: 12,
            score: 7.2,
            best_score: 9.4,
            shards: { total: 2, answered: 2 },
          },
          no_rank: null,
        },
      ],
      elsewhere: [],
      indexes_left: 0,
    },
  },
  problems: ['bad_parameter', 'bad_url', 'bad_index_name', 'index_not_found', 'bad_query'],
};
