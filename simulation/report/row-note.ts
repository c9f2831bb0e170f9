import { z } from 'zod';
import { outcomeSchema } from '#core/crawl/outcome.ts';
import type { Row } from '#ports/table.ts';

const timer = z.looseObject({
  site: z.string(),
  state: z.enum(['idle', 'running', 'firing']),
  deadline_ms: z.number(),
  callback: z.looseObject({ message: z.looseObject({ type: z.string() }) }).nullable(),
});
const version = z.looseObject({ sk: z.string(), version: z.int() });
const visited = z.looseObject({ url: z.string(), outcome: outcomeSchema, mark: z.string().optional() });
const url = z.looseObject({ url: z.string(), mark: z.string().optional() });
const crawl = z.looseObject({ state: z.string() });
const failure = z.looseObject({ count: z.int(), reason: z.string() });

/**
 * What a written row means for the flow, in a few words; undefined when a reader need not know.
 * @param crawlName what the crawl of the row is called, where there are several.
 */
export function rowNote(
  table: string,
  before: Row | undefined,
  row: Row,
  now_ms: number,
  crawlName?: string,
): string | undefined {
  switch (table) {
    case 'timers':
      return row.pk === 'schedules' ? undefined : timerNote(row, now_ms);
    case 'heads': {
      const was = version.safeParse(before).data?.version ?? 0;
      const is = version.safeParse(row).data;
      return is === undefined || is.version === was
        ? undefined
        : `head of ${is.sk}: from version ${was} to ${is.version}`;
    }
    case 'pages':
      return pageNote(before, row);
    case 'frontier': {
      const link = url.parse(row);
      return `frontier${crawlName === undefined ? '' : ` of ${crawlName}`}: ${link.url} is ${link.mark === undefined ? 'closed' : 'open'}`;
    }
    case 'crawls': {
      // Tallies of crawls have no state.
      const state = crawl.safeParse(row).data?.state;
      const was = crawl.safeParse(before).data?.state;
      return state === undefined || state === was
        ? undefined
        : `crawl${crawlName === undefined ? '' : ` ${crawlName}`}: ${state}`;
    }
    case 'failures': {
      // Without a count: a message that was only put off.
      const failed = failure.safeParse(row).data;
      return failed === undefined ? undefined : `failure ${failed.count}: ${failed.reason}`;
    }
    default:
      return undefined;
  }
}

function timerNote(row: Row, now_ms: number): string {
  const { site, state, deadline_ms, callback } = timer.parse(row);
  if (state !== 'running') return `timer of ${site}: ${state}`;
  const due = deadline_ms > now_ms ? `due in ${Math.round(deadline_ms - now_ms) / 1000} s` : 'due now';
  return `timer of ${site}: ${due}, then ${callback?.message.type ?? 'nothing'}`;
}

function pageNote(before: Row | undefined, row: Row): string | undefined {
  const is = visited.safeParse(row).data;
  if (is === undefined) return undefined;
  const waits = is.mark === undefined ? 'packed' : 'waits to be packed';
  if (before?.['mark'] !== undefined && is.mark === undefined) return `page ${is.url}: ${waits}`;
  const isVisited = before?.['visit_owner'] !== '' && row['visit_owner'] === '';
  return isVisited ? `page ${is.url}: ${is.outcome.kind}, ${waits}` : undefined;
}
