import { z } from 'zod';

const share = z.number().min(0).max(1);
const weight = z.number().min(0).max(10);

/** How documents are ranked. */
export const rankingSettingsSchema = z.strictObject({
  k1: weight.describe(
    'So many occurrences of a word in a document of average length are worth half of what any number is: the `k1` of BM25.',
  ),
  b: share.describe('How much it counts that a document is long, from 0 to 1: the `b` of BM25.'),
  other_forms: share.describe('What an occurrence of another form of a word counts.'),
  synonyms: share.describe('What one of a synonym counts.'),
  name_in_parts: share.describe(
    'What the words of a name of code count that stand beside each other without its signs.',
  ),
  apart: share.describe('What they count that stand apart, of a name or of a word with a hyphen.'),
  title: weight.describe(
    'Of what the words of a query are worth, what a title adds that has all of them and nothing else.',
  ),
  heading: weight.describe('And what a heading adds that has all of them and nothing else.'),
  proximity: weight.describe('And what it adds that they stand beside each other.'),
  links: weight.describe('And what it adds that others link to the document.'),
  depth: weight.describe('And that it is at the top of its site.'),
});
export type RankingSettings = z.infer<typeof rankingSettingsSchema>;

export const RANKING: RankingSettings = {
  k1: 1.2,
  b: 0.65,
  other_forms: 0.35,
  synonyms: 0.7,
  name_in_parts: 0.5,
  apart: 0.2,
  title: 0.3,
  heading: 0.2,
  proximity: 0.2,
  links: 0.05,
  depth: 0.03,
};
