import { type Outcome, pointsTo } from '#core/crawl/outcome.ts';
import { type FrontierRow, frontierRows } from '#core/tables/frontier.ts';
import { readPages } from '#core/tables/pages.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import type { Table } from '#ports/table.ts';
import { csvLine } from './csv-line.ts';

const COLUMNS = [
  'url',
  'depth',
  'found_on',
  'outcome',
  'detail',
  'status',
  'to',
  'reason',
  'attempts',
  'links',
  'wire_bytes',
  'body_bytes',
  'duration_ms',
  'answered_at',
  'text_hash',
  'near',
  'refused_links',
] as const;

/** Rows handed on at a time. */
const BATCH = 200;

/**
 * Every URL of a crawl and what became of it, as CSV (RFC 4180), read as it is sent.
 * @param crawl its id, and its index.
 */
export async function* crawlCsv(
  table: Table,
  { sk: crawl_id, pk: index }: Pick<Crawl, 'pk' | 'sk'>,
): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  let batch: FrontierRow[] = [];
  for await (const row of frontierRows(table, crawl_id, false)) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield lines(batch, await nearOf(table, index, batch));
    batch = [];
  }
  if (batch.length > 0) yield lines(batch, await nearOf(table, index, batch));
}

/** Of each URL another page whose text is near to its own, as the last full packing of the index has found it. */
async function nearOf(table: Table, index: string, rows: readonly FrontierRow[]): Promise<string[]> {
  const keys = rows.map(({ sk }) => sk);
  const pages = await readPages(table, index, keys);
  return pages.map((page) => page?.near ?? '');
}

function lines(rows: readonly FrontierRow[], near: readonly string[]): string {
  return rows.map((row, n) => csvLine(cellsOf(row, near[n] ?? ''))).join('');
}

function cellsOf(row: FrontierRow, near: string): readonly string[] {
  const { url, depth, parent, outcome, attempts = 0, links = 0, text_hash = '', kept_out = {} } = row;
  const told =
    outcome === undefined
      ? ['open', '', '', '', '']
      : [outcome.kind, detailOf(outcome), statusOf(row), pointsTo(outcome) ?? '', outcome.reason];
  const figures = [String(attempts), String(links), ...answered(row)];
  const refused = Object.entries(kept_out).map(([why, count]) => `${why}=${count}`);
  return [url, String(depth), parent, ...told, ...figures, text_hash, near, refused.join(' ')];
}

/** What kind of its kind it is. */
function detailOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'refused':
      return outcome.trap ?? outcome.by;
    case 'failed':
      return outcome.code;
    case 'skipped':
      return outcome.why;
    case 'unsupported':
      return outcome.content_type;
    case 'redirected':
    case 'alias':
    case 'indexed':
    case 'unchanged':
    case 'gone':
    case 'sitemap':
    case 'unreached':
    default:
      return '';
  }
}

/** Of crawls whose rows have no answers the outcome may have it. */
function statusOf({ outcome, answer }: FrontierRow): string {
  const told = outcome !== undefined && 'status' in outcome ? outcome.status : undefined;
  return String(answer?.status ?? told ?? '');
}

function answered({ answer }: FrontierRow): readonly string[] {
  if (answer === undefined) return ['', '', '', ''];
  const { wire_bytes, body_bytes = '', duration_ms, at_ms } = answer;
  const at = new Date(at_ms);
  // Rows hold what a clock that was wrong may have written.
  const iso = Number.isNaN(at.getTime()) ? '' : at.toISOString();
  return [String(wire_bytes), String(body_bytes), String(duration_ms), iso];
}
