import type { SaturationSettings } from './saturation.ts';

/** How documents are ranked. */
export interface RankingSettings extends SaturationSettings {
  /** What an occurrence of another form of a word counts. */
  readonly other_forms: number;
  /** What the words of a name count that stand beside each other without its signs. */
  readonly name_in_parts: number;
  /** What they count that stand apart, of a name or of a word with a hyphen. */
  readonly apart: number;
  /** Of what the words of a query are worth, what a title adds that has all of them and nothing else. */
  readonly title: number;
  /** And what it adds that they stand beside each other. */
  readonly proximity: number;
  /** And what it adds that others link to the document. */
  readonly links: number;
  /** And that it is at the top of its site. */
  readonly depth: number;
}

export const RANKING: RankingSettings = {
  k1: 1.2,
  b: 0.65,
  other_forms: 0.35,
  name_in_parts: 0.5,
  apart: 0.2,
  title: 0.3,
  proximity: 0.2,
  links: 0.05,
  depth: 0.03,
};
