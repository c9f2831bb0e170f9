import { pageDate } from '../page-date.ts';
import type { PageDates } from './text-dates.ts';
import { tidySpace } from '../tidy-text.ts';

/** What a page says of itself by JSON-LD, in the words of schema.org. */
export interface JsonLd extends PageDates {
  readonly types: readonly string[];
  /** Empty where it has none. */
  readonly headline: string;
}

/** Characters of all scripts of a page together: what does not end within is not read. Big shops have some 100,000. */
export const MAX_JSON_LD_CHARS = 262_144;
/** Things of a page that are looked at, and how deep they lie in lists, graphs and one another. */
const MAX_THINGS = 1000;
const MAX_DEPTH = 6;
/** What a page says it is, in most cases one or two. */
const MAX_TYPES = 20;
const TYPE = /^(?:https?:\/\/schema\.org\/|schema:)?([A-Za-z][A-Za-z0-9]{0,99})$/;

/**
 * Reads the scripts of a page: the things they are about, alone, in lists or in a `@graph`, and the main thing of these.
 * What else is in them (comments, offers, lists of other pages) is passed over, since its dates are not the page's. Of dates
 * and headlines the first counts. A script that is no JSON is passed over.
 */
export function readJsonLd(scripts: readonly string[]): JsonLd {
  const things = scripts.flatMap((script) => thingsOf(parse(script)));
  const types = new Set<string>();
  for (const type of things.flatMap(({ '@type': said }) => said)) {
    const name = typeof type === 'string' ? TYPE.exec(type)?.[1] : undefined;
    if (name !== undefined && types.size < MAX_TYPES) types.add(name);
  }
  const first = <T>(name: string, read: (text: string) => T | null): T | null => {
    for (const { [name]: said } of things) {
      const value = typeof said === 'string' ? read(said) : null;
      if (value !== null) return value;
    }
    return null;
  };
  return {
    types: [...types],
    headline: first('headline', (text) => tidySpace(text) || null) ?? '',
    published_at_ms: first('datePublished', pageDate) ?? first('dateCreated', pageDate),
    modified_at_ms: first('dateModified', pageDate),
  };
}

type Thing = Readonly<Record<string, unknown>>;

function parse(script: string): unknown {
  try {
    return JSON.parse(script);
  } catch {
    // Many are made by templates that escape nothing; what was meant cannot be told.
    return undefined;
  }
}

/** The things in a script that are the page's own, in its order, outer ones first. */
function thingsOf(json: unknown): Thing[] {
  const things: Thing[] = [];
  let level = [json];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const inner: unknown[] = [];
    for (const value of level) {
      if (Array.isArray(value)) inner.push(...value.slice(0, MAX_THINGS));
      else if (isThing(value)) {
        if (things.length < MAX_THINGS) things.push(value);
        inner.push(value['@graph'], value['mainEntity'], value['mainEntityOfPage']);
      }
      if (inner.length > MAX_THINGS) break;
    }
    level = inner.slice(0, MAX_THINGS);
  }
  return things;
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
