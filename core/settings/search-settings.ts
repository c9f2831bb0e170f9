import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalUrl } from '#core/crawl/url.ts';
import { fieldWeightsSchema } from '#core/pack/impact/field-weights.ts';
import { wordsOf } from '#core/pack/words/plain-text.ts';
import { MAX_FACETS, MAX_HIDDEN, MAX_PINNED } from '#core/query/answer-bounds.ts';
import { FACETS, FIELD, isFacet } from '#core/query/filter.ts';
import { rankingSettingsSchema } from '#core/pack/rank/ranking-settings.ts';
import { parseQuery } from '#core/query/parse-query.ts';
import { Synonyms, synonymsOf } from '#core/query/synonyms.ts';
import type { TunedQuery } from '#core/query/tuning.ts';
import { clausesOf } from '#core/query/units.ts';

/** Of a page, as it stands in results. */
const pageUrl = z
  .string()
  .max(2048)
  .refine((url) => canonicalUrl(url) !== undefined, { error: 'a URL, whole, with its scheme' });

/** What of the settings of an index decides how queries are understood, and documents ranked. */
export const searchSettingsSchema = z.strictObject({
  ranking: rankingSettingsSchema
    .partial()
    .optional()
    .describe('Weights of the ranking ([what they do](pack-format.md#ranking)).'),
  fields: fieldWeightsSchema
    .optional()
    .describe(
      'What words count by where they stand: whole numbers from 0 to 20. Heeded by the next full packing: `sitepack index repack`, or the end of a crawl. By what stands only where words count nothing a page is found, behind all others.',
    ),
  synonyms: z
    .array(
      z
        .string()
        .max(1000)
        .refine((line) => synonymsOf(line) !== undefined, {
          error:
            'words for one thing with commas between, "tv, television", or one way, "laptop => computer"',
        }),
    )
    .max(2000)
    .optional()
    .describe(
      'Words that mean one thing, a line each: `tv, television` for each other, `laptop => computer, notebook` one way. A word may be several that follow each other.',
    ),
  pinned: z
    .array(
      z.strictObject({
        queries: z.array(z.string().min(1).max(200)).min(1).max(50),
        urls: z.array(pageUrl).min(1).max(MAX_PINNED),
      }),
    )
    .max(500)
    .optional()
    .describe(
      'Best bets: pages that come first, in this order, for queries of exactly these words one behind the other, in capital letters or small ones, whatever is in them. Where results are sorted by something else they are not heeded.',
    ),
  hidden: z
    .array(pageUrl)
    .max(MAX_HIDDEN)
    .optional()
    .describe('Pages that are never found, though they are in the index.'),
  facets: z
    .array(
      z.strictObject({
        name: z.string().refine(isFacet, { error: `${FACETS.join(', ')} or ${FIELD}NAME` }),
        label: z.string().trim().min(1).max(50).optional(),
      }),
    )
    .max(MAX_FACETS)
    .optional()
    .describe(
      'What the search page offers to narrow a search by, in this order: `site`, `type`, `schema`, `lang` and `fields.NAME`, each with what it is called there. The site, the type and the language when absent.',
    ),
  unsuggested: z
    .array(z.string().min(1).max(100))
    .max(500)
    .optional()
    .describe(
      'Words, or several that follow each other: no title, heading or query that has them is suggested. It can be searched for all the same.',
    ),
  analytics: z
    .boolean()
    .optional()
    .describe(
      'Whether searches and clicks are counted ([what is kept, and what is not](search.md#analytics)); they are unless this is false. What was counted before is deleted by `sitepack index searches NAME --delete`.',
    ),
});
export type SearchSettings = z.infer<typeof searchSettingsSchema>;

/** How queries of an index are asked. */
export interface SearchTuning {
  readonly tuned: (query: string) => TunedQuery;
  /** Tells these settings from others. */
  readonly settings_key: string;
}

/** Kept for as long as the settings are. */
const compiled = new WeakMap<SearchSettings, SearchTuning>();
const NOTHING_SET: SearchTuning = { tuned: (query) => ({ query }), settings_key: '' };

/** How queries of an index with these settings are asked. */
export function tuningBy(settings: SearchSettings | undefined): SearchTuning {
  if (settings === undefined) return NOTHING_SET;
  const known = compiled.get(settings);
  if (known !== undefined) return known;
  const synonyms = new Synonyms(settings.synonyms ?? []);
  const pinned = pinnedBy(settings);
  const hidden = idsOf(settings.hidden ?? []);
  const tune = (query: string): TunedQuery => {
    const meant = synonyms.in(query);
    const first = pinned.size === 0 ? undefined : pinned.get(meaningOf(query));
    const tuning = {
      ...(settings.ranking === undefined ? {} : { ranking: settings.ranking }),
      ...(meant.length === 0 ? {} : { synonyms: meant }),
      ...(first === undefined ? {} : { pinned: first }),
      ...(hidden.length === 0 ? {} : { hidden }),
    };
    return Object.keys(tuning).length === 0 ? { query } : { query, tuning };
  };
  // All shards of a search are asked the same.
  let last: TunedQuery | undefined;
  const tuned = (query: string): TunedQuery => (last = last?.query === query ? last : tune(query));
  const settings_key = createHash('sha256').update(JSON.stringify(settings)).digest('base64');
  const tuning = { tuned, settings_key };
  compiled.set(settings, tuning);
  return tuning;
}

/** What a query asks for, whatever spaces and letters it was typed with: those for which it is the same have the same pages pinned. */
function meaningOf(query: string): string {
  const { clauses, excluded, filters } = parseQuery(query);
  const asked = clausesOf({ clauses }).map(({ units, times }) => [units, times]);
  return JSON.stringify([asked, excluded, filters]);
}

function pinnedBy({ pinned = [] }: SearchSettings): Map<string, string[]> {
  const by_meaning = new Map<string, string[]>();
  for (const { queries, urls } of pinned)
    for (const query of queries) {
      const meaning = meaningOf(query);
      const all = new Set([...(by_meaning.get(meaning) ?? []), ...idsOf(urls)]);
      by_meaning.set(meaning, [...all].slice(0, MAX_PINNED));
    }
  return by_meaning;
}

function idsOf(urls: readonly string[]): string[] {
  return urls.flatMap((url) => canonicalUrl(url) ?? []);
}

const unsuggested = new WeakMap<SearchSettings, (words: string) => boolean>();
const anything = (): boolean => true;

/** Whether words, with a space between, may be suggested. */
export function suggestible(settings: SearchSettings | undefined): (words: string) => boolean {
  if (settings?.unsuggested === undefined) return anything;
  const known = unsuggested.get(settings);
  if (known !== undefined) return known;
  const kept_out = settings.unsuggested
    .map((text) => ` ${wordsOf(text).join(' ')} `)
    .filter((words) => words.trim() !== '');
  const mayBe = (words: string): boolean => !kept_out.some((out) => ` ${words} `.includes(out));
  unsuggested.set(settings, mayBe);
  return mayBe;
}
