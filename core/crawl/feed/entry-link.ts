import { canonicalUrl } from '../url.ts';

type Attributes = Readonly<Record<string, string>>;

/** What can be meant relative to a base by somebody who was told to write whole URLs. A bare word is a mistake. */
const RELATIVE = /^[./?]/;
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;

/** The canonical URL that is meant by what stands where a whole one should; `undefined` if none is. */
export function wholeUrl(written: string, base: string): string | undefined {
  const text = written.trim();
  return ABSOLUTE.test(text) || RELATIVE.test(text) ? canonicalUrl(text, base) : undefined;
}

/**
 * What an Atom link is to its entry: its page for people, another form of it, or (undefined) something else, as
 * comments are.
 */
export function atomTarget({ rel, type = 'text/html' }: Attributes): 'page' | 'form' | undefined {
  const words = rel?.toLowerCase().split(/\s+/, 10) ?? ['alternate'];
  if (!words.includes('alternate')) return undefined;
  return /html/i.test(type) ? 'page' : 'form';
}

/** A `guid` of RSS is a link unless it says otherwise (rssboard.org/rss-specification). */
export function isPermalink(attributes: Attributes): boolean {
  const said = attributes['isPermaLink'] ?? attributes['ispermalink'];
  return said?.trim().toLowerCase() !== 'false';
}

/** What URLs are relative to within an element (w3.org/TR/xmlbase). */
export function baseWithin(attributes: Attributes, around: string): string {
  const base = attributes['xml:base'];
  return (base === undefined ? undefined : canonicalUrl(base.trim(), around)) ?? around;
}
