import { z } from 'zod';
import { type Document, type DocumentSection, type Span, documentSchema } from './document.ts';
import type { Column } from './schema.ts';

/** A document as a row of `documents`. */
export type DocumentRow = Readonly<Record<Column, string | number | null>>;

/** The row of a document. What has parts is JSON; a section is a list, for pages may have thousands. */
export function documentRow(document: Document): DocumentRow {
  const { types, fields, sections, unshown } = document;
  return {
    ...document,
    types: JSON.stringify(types),
    fields: JSON.stringify(fields),
    unshown: JSON.stringify(unshown.map(({ from, to }) => [from, to])),
    sections: JSON.stringify(sections.map(sectionList)),
  };
}

/** The document of a row. @throws {z.ZodError} for what {@link documentRow} does not write. */
export function rowDocument(row: unknown): Document {
  const { types, fields, unshown, sections, ...rest } = jsonColumns.parse(row);
  return documentSchema.parse({
    ...rest,
    types: JSON.parse(types),
    fields: fieldsOf(fields),
    unshown: unshownOf(unshown),
    sections: sectionsOf(sections),
  });
}

const jsonColumns = z.looseObject({
  types: z.string(),
  fields: z.string(),
  unshown: z.string(),
  sections: z.string(),
});

/** @param json the column `types`. */
export function typesOf(json: string): string[] {
  return json === '[]' ? [] : typesSchema.parse(JSON.parse(json));
}

/** @param json the column `fields`. */
export function fieldsOf(json: string): Record<string, string[]> {
  return json === '{}' ? {} : fieldsSchema.parse(JSON.parse(json));
}

/** @param json the column `unshown`. */
export function unshownOf(json: string): Span[] {
  if (json === '[]') return [];
  return unshownSchema.parse(JSON.parse(json)).map(([from, to]) => ({ from, to }));
}

/** @param json the column `sections`. */
export function sectionsOf(json: string): DocumentSection[] {
  if (json === '[]') return [];
  return sectionsSchema
    .parse(JSON.parse(json))
    .map(([start, level, text, anchor]) =>
      anchor === undefined ? { start, level, text } : { start, level, text, anchor },
    );
}

const { types: typesSchema, fields: fieldsSchema } = documentSchema.shape;
const unshownSchema = z.array(z.tuple([z.int(), z.int()]));
const sectionsSchema = z.array(z.tuple([z.int(), z.int(), z.string(), z.string().optional()]));

function sectionList({ start, level, text, anchor }: DocumentSection): (string | number)[] {
  return anchor === undefined ? [start, level, text] : [start, level, text, anchor];
}
