import { z } from 'zod';
import type { IndexTexts } from '../words/index-texts.ts';

/** Columns of the index of a pack, with what a word in each counts. */
export type FieldWeights = Readonly<Record<keyof IndexTexts, number>>;

/** What they count where nothing is set. */
export const FIELD_WEIGHTS: FieldWeights = {
  title: 3,
  headings: 3,
  description: 2,
  body: 1,
  path: 2,
  anchors: 3,
  title_names: 5,
  names: 1,
};

/** The columns, in the order in which FTS5 has them. */
export const INDEXED = [
  'title',
  'headings',
  'description',
  'body',
  'path',
  'anchors',
  'title_names',
  'names',
] as const satisfies readonly (keyof FieldWeights)[];

/** Whole numbers, as a byte has room for; so large that one field can count as much as all others together. */
const weight = z.int().min(0).max(20);

/** Some of the weights. */
export const fieldWeightsSchema = z
  .strictObject({
    title: weight.describe(`What a word of the title counts; ${FIELD_WEIGHTS.title} when absent.`),
    headings: weight.describe(`Of the headings; ${FIELD_WEIGHTS.headings}.`),
    description: weight.describe(`Of the description of the page; ${FIELD_WEIGHTS.description}.`),
    body: weight.describe(`Of the text; ${FIELD_WEIGHTS.body}.`),
    path: weight.describe(`Of the path; ${FIELD_WEIGHTS.path}.`),
    anchors: weight.describe(`Of what other pages call it in their links; ${FIELD_WEIGHTS.anchors}.`),
    title_names: weight.describe(
      `What a name of code (\`max_connections\`) in title and headings counts beside the words in it; ${FIELD_WEIGHTS.title_names}.`,
    ),
    names: weight.describe(`Such a name in the other texts; ${FIELD_WEIGHTS.names}.`),
  })
  .partial();

/** All of the weights, of which some are set. */
export function fieldWeights(set: Readonly<z.infer<typeof fieldWeightsSchema>> = {}): FieldWeights {
  const weights = { ...FIELD_WEIGHTS };
  for (const column of INDEXED) weights[column] = set[column] ?? weights[column];
  return weights;
}

/** By column, as {@link INDEXED} has them. */
export function columnWeights(weights: FieldWeights): number[] {
  return INDEXED.map((column) => weights[column]);
}

/** The same weights always as the same text. */
export function weightsText(weights: FieldWeights): string {
  return JSON.stringify(Object.fromEntries(INDEXED.map((column) => [column, weights[column]])));
}

export function areSameWeights(weights: FieldWeights, others: FieldWeights): boolean {
  return weightsText(weights) === weightsText(others);
}
