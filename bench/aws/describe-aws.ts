import { type Figure, type Ratio, type SectionResult, type Target, ratio } from '../figure.ts';
import type { CrawlMeasure, CrawlResult, IdleResult } from './aws-job.ts';
import { costOf, totalCost } from './prices.ts';
import { type Usage, requestsOf, scaled, unitsOf } from './usage.ts';

/** What one round came to. */
export interface AwsRound {
  readonly embedded: CrawlResult;
  readonly aws: CrawlResult;
  /** Time of a core that the emulators took for it. */
  readonly emulators_cpu_ms: number;
}

export interface AwsMeasures {
  readonly rounds: readonly AwsRound[];
  readonly idle: IdleResult;
  /** How long the idle system was counted. */
  readonly window_ms: number;
}

/**
 * Each is what the design asks for and some slack, less than one call: a change that adds a call per page shows.
 * Rows and objects of a new page: its row is read, claimed, written and cleared of its mark (4), its frontier row opened
 * and closed (2), raw bytes and content stored, content read for the pack (3); links, turns and the crawl's row are shared.
 */
const NEW_PAGE: Target = { comparison: 'at_most', value: 10 };
/** Of an unchanged one nothing is stored, no mark set nor cleared (3 less). */
const UNCHANGED_PAGE: Target = { comparison: 'at_most', value: 7 };
/** Two messages sent, received and deleted: 0.6 in full batches of ten, 6 one by one. */
const MESSAGES: Target = { comparison: 'at_most', value: 2.5 };
/** The nine writes of NEW_PAGE by which a row is made, changed or moved, at one unit each: copies in the index count. */
const WRITE_UNITS: Target = { comparison: 'at_most', value: 10 };
/** Six polls of 2 s (3 a second), a heartbeat sent, taken and deleted (1.5), leases, timers and presence (1.4). */
const IDLE: Target = { comparison: 'at_most', value: 6.5 };

const HOUR_MS = 3_600_000;
const MONTH_H = 730;
/** Operations that are rarer, per page, are told together. */
const RARE = 0.005;
/** Calls of ports by which one sees who is slow. */
const COMPARED = [
  'queue send',
  'queue delete',
  'table update',
  'table getMany',
  'objects put',
  'objects get',
];

/** Figures and ratios of the section; of several rounds the fastest counts. */
export function describeAws({ rounds, idle, window_ms }: AwsMeasures): SectionResult {
  const best = rounds.reduce((one, other) => (speed(other.aws.first) > speed(one.aws.first) ? other : one));
  const embedded = rounds
    .map((round) => round.embedded)
    .reduce((one, other) => (speed(other.first) > speed(one.first) ? other : one));
  const { aws } = best;
  const first = perPage(aws.first);
  const again = perPage(aws.again);
  const idle_hour = idle.map(({ role, used }) => ({ role, used: scaled(used, HOUR_MS / window_ms) }));
  const idle_all = idle_hour.flatMap(({ used }) => used);
  return {
    about:
      `${aws.first.pages} pages crawled twice, on emulators of AWS (fauxqs, dynalite: one process) and on files, best of ` +
      `${rounds.length}; six idle processes counted for ${window_ms / 1000} s and extrapolated`,
    figures: [
      ...speeds('first crawl', embedded.first, aws.first),
      ...speeds('unchanged', embedded.again, aws.again),
      ...requests('first crawl', first),
      ...requests('unchanged', again),
      ...idle_hour.flatMap(({ role, used }) => perHour(role, used)),
      { name: 'idle, write units', value: unitsOf(idle_all).write, unit: 'units/h' },
      { name: 'idle, read units', value: unitsOf(idle_all).read, unit: 'units/h' },
      ...costs('first crawl', scaled(first, 1e6), 'USD per million pages'),
      ...costs('unchanged', scaled(again, 1e6), 'USD per million pages'),
      ...costs('idle', scaled(idle_all, MONTH_H), 'USD per month'),
      ...times(embedded, best),
    ],
    ratios: [
      ratio('first crawl, emulators / embedded', speed(aws.first) / speed(embedded.first)),
      ...bounds('first crawl', first, NEW_PAGE),
      ratio('first crawl, write units per page', unitsOf(first).write, WRITE_UNITS),
      ...bounds('unchanged', again, UNCHANGED_PAGE),
      ratio('idle, requests per second', requestsOf(idle_all) / (HOUR_MS / 1000), IDLE),
    ],
    skipped: [],
  };
}

function speeds(crawl: string, embedded: CrawlMeasure, aws: CrawlMeasure): Figure[] {
  return [
    { name: `${crawl}, embedded`, value: speed(embedded), unit: 'pages/s' },
    { name: `${crawl}, emulators`, value: speed(aws), unit: 'pages/s' },
    { name: `${crawl}, embedded, from post to searchable`, value: embedded.searchable_ms, unit: 'ms' },
    { name: `${crawl}, emulators, from post to searchable`, value: aws.searchable_ms, unit: 'ms' },
  ];
}

function requests(crawl: string, page: Usage): Figure[] {
  const unit = 'requests/page';
  const often = page.filter((one) => one.requests >= RARE).sort((a, b) => b.requests - a.requests);
  const rare = page.filter((one) => one.requests < RARE);
  const { write, read } = unitsOf(page);
  return [
    ...often.map(({ service, operation, requests }) => ({
      name: `${crawl}, ${service} ${operation}`,
      value: requests,
      unit,
    })),
    { name: `${crawl}, others`, value: requestsOf(rare), unit },
    { name: `${crawl}, write units`, value: write, unit: 'units/page' },
    { name: `${crawl}, read units`, value: read, unit: 'units/page' },
  ];
}

function perHour(role: string, used: Usage): Figure[] {
  return used.map(({ service, operation, requests }) => ({
    name: `idle, ${role}, ${service} ${operation}`,
    value: requests,
    unit: 'requests/h',
  }));
}

function costs(what: string, used: Usage, unit: string): Figure[] {
  const { sqs, s3, dynamodb } = costOf(used);
  return [
    { name: `${what}, SQS`, value: sqs, unit },
    { name: `${what}, S3`, value: s3, unit },
    { name: `${what}, DynamoDB`, value: dynamodb, unit },
    { name: `${what}, all requests`, value: totalCost(used), unit },
  ];
}

/** Where the time goes: calls as workers see them, and cores. */
function times(embedded: CrawlResult, { aws, emulators_cpu_ms }: AwsRound): Figure[] {
  const mean = ({ ports }: CrawlResult, call: string): number =>
    ports.find(({ port, operation }) => `${port} ${operation}` === call)?.mean_ms ?? Number.NaN;
  const read = ({ first, again }: CrawlResult): number => first.pages + again.pages;
  return [
    ...COMPARED.flatMap((call) => [
      { name: `${call}, embedded`, value: mean(embedded, call), unit: 'ms' },
      { name: `${call}, emulators`, value: mean(aws, call), unit: 'ms' },
    ]),
    { name: 'core time of workers, embedded', value: embedded.cpu_ms / read(embedded), unit: 'ms/page' },
    { name: 'core time of workers, emulators', value: aws.cpu_ms / read(aws), unit: 'ms/page' },
    { name: 'core time of the emulators', value: emulators_cpu_ms / read(aws), unit: 'ms/page' },
  ];
}

function bounds(crawl: string, page: Usage, target: Target): Ratio[] {
  const to = (queues: boolean): number =>
    requestsOf(page.filter(({ service }) => (service === 'sqs') === queues));
  return [
    ratio(`${crawl}, requests for rows and objects per page`, to(false), target),
    ratio(`${crawl}, requests to queues per page`, to(true), MESSAGES),
  ];
}

function perPage({ used, pages }: CrawlMeasure): Usage {
  return scaled(used, 1 / pages);
}

function speed({ pages, elapsed_ms }: CrawlMeasure): number {
  return (pages * 1000) / elapsed_ms;
}
