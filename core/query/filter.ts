import { z } from 'zod';
import type { Filter } from '#ports/question.ts';
import { dateSpan } from './date-span.ts';
import { type Range, rangeOf } from './range.ts';

const not = z.boolean();
const atMs = z.int().min(0).max(8.64e15);

/** What a document must be, or with `not` must not be, whatever words it has. */
export const filterSchema: z.ZodType<Filter> = z.discriminatedUnion('kind', [
  /** It has a value of a facet; of a field of the index also one of a range ({@link rangeOf}). */
  z.object({ kind: z.literal('facet'), name: z.string().max(64), value: z.string().max(1000), not }),
  /** It is one of some. */
  z.object({ kind: z.literal('ids'), ids: z.array(z.string().max(2048)).max(1000), not }),
  /** Its path begins so. */
  z.object({ kind: z.literal('path'), prefix: z.string().max(2048), not }),
  /** Its date is before a moment. */
  z.object({ kind: z.literal('before'), at_ms: atMs, not }),
  /** Its date is that moment, or after it. */
  z.object({ kind: z.literal('after'), at_ms: atMs, not }),
]);

/** Facets that every index has; those of its own fields are `fields.` with the name of the field. */
export const FACETS = ['site', 'type', 'schema', 'lang'] as const;
/** Beginning of the names of facets of an index's own. */
export const FIELD = 'fields.';
const FIELD_NAME = /^fields\.[a-z][a-z0-9_]{0,55}$/;

/** Whether a facet may be called so. */
export function isFacet(name: string): boolean {
  return FACETS.some((facet) => facet === name) || FIELD_NAME.test(name);
}

/** What filters are called where they are given one by one, for people. */
export const FILTER_NAMES = `${FACETS.join(', ')}, ${FIELD}NAME, path, before, after`;

/**
 * Reads a filter. A date is a year, a month or a day (`2024`, `2024-03`, `2024-03-12`), in UTC, and stands for its beginning.
 * A path begins with a slash.
 * @returns undefined for a name that is none, for a date or a path that is none, and for what is too long.
 */
export function filterOf(name: string, value: string, no: boolean): Filter | undefined {
  const filter = value === '' ? undefined : anyFilterOf(name, value, no);
  return filter !== undefined && filterSchema.safeParse(filter).success ? filter : undefined;
}

/** However long. */
function anyFilterOf(name: string, value: string, no: boolean): Filter | undefined {
  if (name === 'path')
    return value.startsWith('/') ? { kind: 'path', prefix: escaped(value), not: no } : undefined;
  if (name === 'before' || name === 'after') {
    const at_ms = dateSpan(value)?.from_ms;
    return at_ms === undefined ? undefined : { kind: name, at_ms, not: no };
  }
  if (!isFacet(name)) return undefined;
  const isOwn = name.startsWith(FIELD);
  return { kind: 'facet', name, value: isOwn ? value : value.toLowerCase(), not: no };
}

/** The range that a filter by a facet means: of fields of the index alone. */
export function filteredRange({ name, value }: Filter & { readonly kind: 'facet' }): Range | undefined {
  return name.startsWith(FIELD) ? rangeOf(value) : undefined;
}

/** The beginning of a path as canonical URLs have it. */
function escaped(path: string): string {
  const { pathname, search } = new URL(`http://site${path}`);
  return `${pathname}${search}`;
}

/** The language that a tag begins with, as a facet has it: `de` of `de-AT`; empty where there is none. */
export function languageOf(tag: string): string {
  return tag.toLowerCase().split('-', 1)[0] ?? '';
}
