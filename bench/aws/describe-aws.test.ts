import { expect, it } from 'vitest';
import type { CrawlMeasure, CrawlResult } from './aws-job.ts';
import { describeAws } from './describe-aws.ts';
import type { Usage } from './usage.ts';

const PAGES = 100;

/** What a page is asked to cost, and so many updates more. */
function pages(more: number): Usage {
  const of = (service: 'sqs' | 's3' | 'dynamodb', operation: string, requests: number, units = 0) => ({
    service,
    operation,
    requests: requests * PAGES,
    duration_ms: 0,
    units: units * PAGES,
  });
  return [
    of('dynamodb', 'UpdateItem', 4 + more, 7 + more),
    of('dynamodb', 'PutItem', 1.1, 2.1),
    of('dynamodb', 'GetItem', 1.3, 1.3),
    of('s3', 'PutObject', 2),
    of('s3', 'GetObject', 1),
    of('sqs', 'SendMessageBatch', 0.6),
  ];
}

function crawled(elapsed_ms: number, more = 0): CrawlResult {
  const crawl: CrawlMeasure = {
    pages: PAGES,
    elapsed_ms,
    searchable_ms: elapsed_ms + 1000,
    used: pages(more),
  };
  return { first: crawl, again: crawl, ports: [], cpu_ms: 400 };
}

function described(...crawls: CrawlResult[]) {
  const { figures, ratios } = describeAws({
    rounds: crawls.map((aws) => ({ embedded: crawled(100), aws, emulators_cpu_ms: 200 })),
    idle: [
      {
        role: 'indexer',
        used: [{ service: 'sqs', operation: 'ReceiveMessage', requests: 15, duration_ms: 0, units: 0 }],
      },
    ],
    window_ms: 30_000,
  });
  return {
    figure: (name: string) => figures.find((one) => one.name === name)?.value,
    missed: ratios.filter(({ target }) => target?.met === false).map(({ name }) => name),
    ratio: (name: string) => ratios.find((one) => one.name === name)?.value,
  };
}

it('a call that a page did not need before is a missed target', () => {
  const rows = 'first crawl, requests for rows and objects per page';
  expect(described(crawled(1000)).missed).not.toContain(rows);
  expect(described(crawled(1000, 1)).missed).toContain(rows);
});

it('a write that a page did not need before is one, too', () => {
  const units = 'first crawl, write units per page';
  expect(described(crawled(1000)).missed).not.toContain(units);
  expect(described(crawled(1000, 1)).missed).toContain(units);
});

it('of several rounds the fastest counts', () => {
  const { figure, ratio } = described(crawled(2000), crawled(1000), crawled(4000));
  expect(figure('first crawl, emulators')).toBeCloseTo(100);
  expect(ratio('first crawl, emulators / embedded')).toBeCloseTo(0.1);
});

it('an idle system is extrapolated to an hour and to a month', () => {
  const { figure } = described(crawled(1000));
  expect(figure('idle, indexer, sqs ReceiveMessage')).toBeCloseTo(1800);
  expect(figure('idle, SQS')).toBeCloseTo(1800 * 730 * 0.5e-6);
});

it('requests are priced per million pages', () => {
  const { figure } = described(crawled(1000));
  expect(figure('first crawl, S3')).toBeCloseTo(2 * 5 + 0.4);
  expect(figure('first crawl, DynamoDB')).toBeCloseTo(9.1 * 0.625 + 1.3 * 0.125);
});
