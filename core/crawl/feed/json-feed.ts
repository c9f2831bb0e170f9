import { member, memberOf, parsed } from '../json-members.ts';

const VERSION = /^https?:\/\/jsonfeed\.org\/version\//;

/** A JSON Feed (jsonfeed.org/version/1.1). */
export interface JsonFeed {
  readonly title: string;
  readonly description: string;
  readonly language: string;
  /** To be read by {@link jsonFeedEntry}. */
  readonly items: readonly unknown[];
}

/** An entry of one; what it does not say is empty. */
export interface JsonFeedEntry {
  readonly title: string;
  /** As written. */
  readonly link: string;
  /** When it was changed last, as written. */
  readonly date: string;
  readonly html: string;
  readonly text: string;
}

/** @returns undefined for other JSON, and for what is none. */
export function jsonFeed(json: string): JsonFeed | undefined {
  const feed = parsed(json);
  const items = memberOf(feed, 'items');
  if (!VERSION.test(member(feed, 'version')) || !Array.isArray(items)) return undefined;
  return {
    title: member(feed, 'title'),
    description: member(feed, 'description'),
    language: member(feed, 'language'),
    items,
  };
}

export function jsonFeedEntry(item: unknown): JsonFeedEntry {
  const id = member(item, 'id');
  return {
    title: member(item, 'title'),
    // An id is best the URL of the entry, and may stand alone then.
    link: member(item, 'url') || (/^https?:/i.test(id) ? id : ''),
    date: member(item, 'date_modified') || member(item, 'date_published'),
    html: member(item, 'content_html'),
    text: member(item, 'content_text') || member(item, 'summary'),
  };
}
