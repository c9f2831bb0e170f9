import { z } from 'zod';
import type { JointAnswer, SearchAnswer } from '#workers/orchestrator/search-answer.ts';
import type { SuggestAnswer } from '#workers/orchestrator/suggest-answer.ts';
import { answerSchema } from './answer-schema.ts';
import { at_ms, count } from './values.ts';

export const suggestAnswer = answerSchema<SuggestAnswer>()(
  z.object({
    index: z.string(),
    version: z.int().min(1),
    typed: z.string(),
    suggestions: z
      .array(z.string())
      .describe(
        'Titles, headings, and queries that many asked, in which it stands, and names of code that begin so, the best first; of what was meant where there are none.',
      ),
    shards: z.object({ total: count, answered: count }),
  }),
);

const part_ms = z.number().min(0);

const hit = {
  id: z.string(),
  score: z.number(),
  pinned: z.boolean().describe('It comes first because the settings of the index say so.'),
  parts: z
    .object({
      words: z
        .array(z.object({ text: z.string(), score: z.number() }))
        .describe('Of each word that was asked for.'),
      has: z.number().describe('That it has as many of them as it has.'),
      title: z.number().describe('That they are in its title.'),
      heading: z.number().describe('That all of them are in a heading.'),
      proximity: z.number().describe('That they are close to each other.'),
      links: z.number().describe('That others link to it.'),
      depth: z.number().describe('That it is near the top of its site.'),
    })
    .exactOptional()
    .describe('What its score is the sum of, where `explain` asks for it.'),
  missing: z.array(z.string()).describe('Words of the query that it has not.'),
  url: z.string(),
  title: z.string(),
  snippet: z
    .object({
      text: z.string().describe('No HTML: to be escaped where it is shown as that.'),
      matches: z
        .array(z.object({ from: count, to: count }))
        .describe('What of it matches, in UTF-16 units; the one is before the other.'),
    })
    .describe('About 200 characters of its text.'),
  section: z
    .object({
      title: z.string(),
      url: z.string().describe('That of the page, with a fragment that leads there if one does.'),
    })
    .nullable()
    .describe('The section of the page that the snippet is from; null where it is from none.'),
  published_at_ms: at_ms.nullable().describe('Unix milliseconds, as the page says.'),
  modified_at_ms: at_ms.nullable().describe('Unix milliseconds, as the page or its server says.'),
  types: z.array(z.string()).describe('What the page says it is, in the words of schema.org.'),
  fields: z
    .record(z.string(), z.array(z.string()))
    .describe('What the rules of the site take from the page; 4,000 characters at most.'),
};

const found = {
  query: z.string(),
  corrected: z
    .string()
    .nullable()
    .describe('What was searched for in place of the query, some words of which no document has.'),
  did_you_mean: z.string().nullable().describe('A query like it that finds ten times as much.'),
  match: z
    .enum(['all', 'any'])
    .describe('`any`: no document has all the words, and these have some of them.'),
  total: count.describe('Documents that match, in the shards that answered.'),
  have_all: count.describe(
    'Those of them that have all words. Where these are a hundred or more, no others match; sorted by something else, where there is one.',
  ),
  facets: z
    .record(
      z.string(),
      z.object({
        values: z
          .array(z.object({ value: z.string(), count }))
          .describe('Those that the most documents have first; at most 100.'),
        more: count
          .nullable()
          .describe('Further values; null where there are more than 10,000, of which none is told.'),
      }),
    )
    .describe(
      'Those that were asked for. A value counts as many as there would be if no other of its facet was asked for.',
    ),
  next: z
    .string()
    .nullable()
    .describe('The `cursor` of the page behind this one, of the same version; null where there is none.'),
  shards: z.object({
    total: count,
    answered: count.describe('Fewer than `total`: the answer is partial.'),
  }),
  timings: z.object({
    router_ms: part_ms.describe('From question to answer.'),
    searcher_ms: part_ms.describe('What the slowest searcher spent.'),
    details_ms: part_ms.describe('Fetching titles and snippets in a second call; 0 without one.'),
  }),
};

export const searchAnswer = answerSchema<SearchAnswer>()(
  z.object({
    index: z.string(),
    version: z.int().min(1).describe('Every shard answered from this version.'),
    ...found,
    hits: z.array(z.object(hit)).describe('The best first.'),
  }),
);

export const jointAnswer = answerSchema<JointAnswer>()(
  z.object({
    indexes: z
      .array(z.object({ index: z.string(), version: z.int().min(1) }))
      .describe('Every shard of each answered from this version.'),
    ...found,
    hits: z.array(z.object({ index: z.string(), ...hit })).describe('The best first.'),
  }),
);
