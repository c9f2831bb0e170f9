import { z } from 'zod';
import type { PageView, QueryView, SearchesView } from '../searches-view.ts';
import { answerSchema } from './answer-schema.ts';
import { count } from './values.ts';

const mean = z.number().min(1).describe('Of the hits that were clicked, from 1 on.');
const page = answerSchema<PageView>()(z.object({ url: z.string(), clicks: count, mean_position: mean }));

const query = answerSchema<QueryView>()(
  z.object({
    query: z.string().describe('In small letters, `OR` excepted.'),
    asked: count,
    without_result: count,
    clicks: count,
    mean_position: mean.nullable(),
    days: count.describe('On how many days it was asked.'),
    pages: z.array(page).describe('Those that were clicked most, 3 of them.'),
  }),
);

const totals = {
  searches: count,
  without_result: count,
  partial: count.describe('Not all shards answered.'),
  corrected: count.describe('Something else than what was typed was searched for.'),
  clicks: count,
};
const ms = z.number().min(0).describe('Milliseconds, within 4.4 % or 1 ms.');

export const searchesOfIndex = answerSchema<SearchesView>()(
  z.object({
    index: z.string(),
    analytics: z.boolean().describe('Whether searches are counted now.'),
    query_times: z
      .int()
      .min(1)
      .describe('Times that a query must have been asked, ten minutes between each, to be in a list.'),
    totals: z.object(totals),
    latency: z
      .object({ p50_ms: ms, p95_ms: ms, p99_ms: ms })
      .nullable()
      .describe('Null where nobody searched.'),
    days: z
      .array(z.object({ day: z.string().describe('`2026-03-01`, in UTC.'), ...totals }))
      .describe('Each of them, in their order.'),
    queries: z.array(query).describe('Those that were asked most first.'),
    queries_without_result: z.array(query).describe('Those that mostly found nothing.'),
    queries_with_few_clicks: z
      .array(query)
      .describe(
        'Asked ten times or more, and one click for ten askings at most. None where nobody tells of clicks.',
      ),
    pages: z.array(page).describe('Those that were clicked most first.'),
  }),
);

export const indexNamed = z.object({ index: z.string() });
