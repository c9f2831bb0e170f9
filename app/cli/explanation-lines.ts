import type { Explanation } from '#app/http/explain/explanation.ts';
import { counted, formatCount, formatTime } from './format.ts';
import { outcomeText } from './outcome-text.ts';

type InIndex = Explanation['indexes'][number];

/** What an index knows of a page, for a person: lines, each with a name, which is empty where the one before goes on. */
export function explanationLines(facts: InIndex): [name: string, text: string][] {
  return [
    ...crawlLines(facts),
    ...aliasLines(facts),
    ...pageLines(facts),
    ...placeLines(facts),
    ...rankLines(facts),
  ];
}

function crawlLines({ crawl }: InIndex): [string, string][] {
  if (crawl === null) return [['crawl', 'none']];
  const { crawl_id, state, seen } = crawl;
  if (seen === null) return [['crawl', `${crawl_id} (${state}) has not come across it`]];
  const source = sourceOf(seen);
  const way = seen.way.map(({ url }, n): [string, string] => [n === 0 ? 'way' : '', `${url} ->`]);
  return [
    ['crawl', `${crawl_id} (${state}): ${source}`],
    ...(seen.way_cut ? ([['', '…']] satisfies [string, string][]) : []),
    ...way,
    ['visit', seen.outcome === null ? 'none yet' : outcomeText(seen.outcome)],
  ];
}

function sourceOf({ parent, depth, known }: NonNullable<NonNullable<InIndex['crawl']>['seen']>): string {
  if (known) return parent === '' ? LED_TO_BY_NONE : `a page points to it that was ${LED_TO_BY_NONE}`;
  if (parent !== '') return `${counted(depth, 'link')} from a start page`;
  return 'a start page';
}

const LED_TO_BY_NONE = 'known before; nothing led to it, and it was asked for at the end';

function aliasLines({ aliases }: InIndex): [string, string][] {
  if (aliases === null) return [];
  const { urls, more, all_looked_at } = aliases;
  const lines = urls.length === 0 ? ['none'] : [...urls, ...(more ? ['and others'] : [])];
  const left = all_looked_at ? [] : ['not all URLs of the crawl were looked at'];
  return [...lines, ...left].map((text, n) => [n === 0 ? 'aliases' : '', text]);
}

function pageLines({ page }: InIndex): [string, string][] {
  if (page === null) return [['page', 'not known']];
  const { state, origin, outcome, failing, asked_at_ms, content_hash, near } = page;
  return [
    ['page', `${state}, brought in by a ${origin}`],
    ['outcome', outcome === null ? 'none yet' : outcomeText(outcome)],
    ...(failing === null ? [] : failingLines(failing)),
    ['answered', asked_at_ms === null ? 'never' : `${formatTime(asked_at_ms)} UTC`],
    ['content', content_hash ?? 'none stored'],
    ...(near === null ? [] : ([['near to', near]] satisfies [string, string][])),
  ];
}

function failingLines({
  since_ms,
  visits,
  given_up,
}: NonNullable<NonNullable<InIndex['page']>['failing']>): [string, string][] {
  const grace = given_up ? 'it is given up' : 'it stays as it was until its grace is over';
  return [['failing', `${visits} in a row since ${formatTime(since_ms)} UTC; ${grace}`]];
}

function placeLines({ page, live, packed_by_row }: InIndex): [string, string][] {
  if (page === null) return [];
  if (live === null) return [['place', 'no version yet']];
  const replicas = live.replicas.map(({ searcher, state }): [string, string] => [
    'replica',
    `${searcher} (${state})`,
  ]);
  return [
    ['place', `shard ${live.shard} of version ${live.version} (${live.reason}), pack ${live.pack}`],
    ['packed', PACKED[packed_by_row]],
    ...replicas,
  ];
}

const PACKED: Readonly<Record<InIndex['packed_by_row'], string>> = {
  yes: 'yes, by its row; the pack was not opened, and a rollback since may have taken it away',
  no: 'no, by its row',
  pending: 'its last change waits to be packed',
};

function rankLines({ rank, no_rank }: InIndex): [string, string][] {
  if (no_rank !== null) return [['rank', `none: ${no_rank}`]];
  if (rank === null) return [];
  const { position, total, looked_at, score, best_score, query, shards } = rank;
  const scores =
    score === null ? '' : `, score ${score.toFixed(2)} (the best has ${best_score?.toFixed(2) ?? '-'})`;
  const place =
    position === null
      ? `not among the first ${formatCount(looked_at)} of ${formatCount(total)}`
      : `${formatCount(position)} of ${formatCount(total)}${scores}`;
  const partial =
    shards.answered < shards.total ? `; only ${shards.answered} of ${shards.total} shards answered` : '';
  return [['rank', `${place} for "${query}"${partial}`]];
}
