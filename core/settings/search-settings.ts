import { z } from 'zod';
import { rankingSettingsSchema } from '#core/pack/rank/ranking-settings.ts';
import { Synonyms, synonymsOf } from '#core/query/synonyms.ts';
import type { TunedQuery } from '#core/query/tuning.ts';

/** What of the settings of an index decides how queries are understood, and documents ranked. */
export const searchSettingsSchema = z.strictObject({
  ranking: rankingSettingsSchema
    .partial()
    .optional()
    .describe('Weights of the ranking ([what they do](pack-format.md#ranking)).'),
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
});
export type SearchSettings = z.infer<typeof searchSettingsSchema>;

/** Kept for as long as the settings are. */
const compiled = new WeakMap<SearchSettings, (query: string) => TunedQuery>();
const asTyped = (query: string): TunedQuery => ({ query });

/** How queries of an index are asked. */
export function tuningBy(settings: SearchSettings | undefined): (query: string) => TunedQuery {
  if (settings === undefined) return asTyped;
  const known = compiled.get(settings);
  if (known !== undefined) return known;
  const synonyms = new Synonyms(settings.synonyms ?? []);
  const tuned = (query: string): TunedQuery => {
    const meant = synonyms.in(query);
    const tuning = {
      ...(settings.ranking === undefined ? {} : { ranking: settings.ranking }),
      ...(meant.length === 0 ? {} : { synonyms: meant }),
    };
    return Object.keys(tuning).length === 0 ? { query } : { query, tuning };
  };
  compiled.set(settings, tuned);
  return tuned;
}
