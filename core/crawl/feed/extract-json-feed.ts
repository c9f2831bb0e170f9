import { type PartedText, MAX_PARTS, NOTHING_SAID } from '../parted-text.ts';
import { extractHtml } from '../html/extract-html.ts';
import { MAX_BODY_CHARS } from '../extracted.ts';
import { feedDate } from './feed-date.ts';
import { type JsonFeedEntry, jsonFeed, jsonFeedEntry } from './json-feed.ts';
import { languageTag } from '../language-tag.ts';

/** Reads a JSON Feed, as {@link extractFeed} does the others. @returns undefined for other JSON, and for what is none. */
export function extractJsonFeed(json: string, url: string): PartedText | undefined {
  const feed = MARK.test(json.slice(0, MAX_START_CHARS)) ? jsonFeed(json) : undefined;
  if (feed === undefined) return undefined;
  let chars = 0;
  const entries = feed.items
    .slice(0, MAX_PARTS)
    .map(jsonFeedEntry)
    .filter(({ html, text }) => {
      chars += html.length + text.length;
      return chars <= MAX_BODY_CHARS;
    });
  return {
    ...NOTHING_SAID,
    title: feed.title,
    description: feed.description,
    language: languageTag(feed.language),
    modified_at_ms: Math.max(0, ...entries.map(({ date }) => feedDate(date) ?? 0)) || null,
    parts: entries.map((entry) => ({ heading: entry.title, level: 2, text: textOf(entry, url) })),
    links: entries.filter(({ link }) => link !== '').map(({ link, title }) => ({ href: link, text: title })),
  };
}

/** What its version begins with, which its specification has first: JSON that has none is not parsed for it. */
const MARK = /jsonfeed\.org/;
const MAX_START_CHARS = 1000;

function textOf({ html, text }: JsonFeedEntry, url: string): string {
  return html === '' ? text : extractHtml(html, url).body;
}
